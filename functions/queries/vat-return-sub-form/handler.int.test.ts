import { expect, jest, test } from '@jest/globals'
import type { LineInput } from '../../../domain/invoice/draft/input.ts'
import { approving, creating, dutiableBags, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { asker, type Report } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { handler } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const ask = asker(handler, 'vatReturnSubForm')

const october = { from: '2024-10-01', to: '2024-10-31' }
const november = { from: '2024-11-01', to: '2024-11-30' }

const issued = (...lineItems: readonly LineInput[]) =>
  history(creating({ lineItems }), approving(), numbering())

test('case 5: a row has quantity, rates and amounts, and what the portal computes', async () => {
  await addInvoices([issued(dutiableBags)])
  const { nodes, totalCount, pageInfo, coverage } = await ask({ ...october, note: 4 })
  expect(nodes).toEqual([
    expect.objectContaining({
      ...{ count: 1, description: 'Portland cement, 50 kg', hsCode: '2523.29.00', unit: 'bag' },
      ...{ quantity: '10', vatRate: '15', supplementaryDutyRate: '20', specificVatPerUnit: null },
      value: { amount: '10000.00', currency: 'BDT', formattedAmount: '৳10,000.00' },
      supplementaryDuty: expect.objectContaining({ amount: '2000.00' }),
      vat: expect.objectContaining({ amount: '1800.00' }),
      portalSupplementaryDuty: expect.objectContaining({ amount: '2000.00' }),
      portalVat: expect.objectContaining({ amount: '1800.00' }),
      documentId: null,
    }),
  ])
  expect([totalCount, coverage.documents]).toEqual([1, 1])
  expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
})

/** Reads a sub-form on pages of this size, by the cursors of the pages. */
const readAll = async (input: object, first: number): Promise<Report[]> => {
  const nodes: Report[] = []
  let after: string | null = null
  for (;;) {
    const page: Report = await ask({ ...input, first, after })
    nodes.push(...page.nodes)
    expect([page.nodes.length <= first, page.pageInfo.hasPreviousPage]).toEqual([true, after !== null])
    if (!page.pageInfo.hasNextPage) return nodes
    after = page.pageInfo.endCursor
  }
}

test('pages have each row once, also of texts that are as long and odd as they can be', async () => {
  const odd = ['\u{1F600}', '"', '\\', '\n', 'ক্ষ', "'", '%_'].map((text) => text.repeat(40))
  const lines = odd.map((hsCode, index) => ({
    ...{ ...tenBags, hsCode, description: `${odd[(index + 1) % odd.length]}x` },
  }))
  await addInvoices([issued(...lines, ...lines.map((line) => ({ ...line, unit: 'box' })))])
  const whole = await readAll({ ...october, note: 4 }, 100)
  expect(whole).toHaveLength(14)
  expect(await readAll({ ...october, note: 4 }, 1)).toEqual(whole)
})

test.each([
  [26, november],
  [29, october],
  [31, november],
])('the cursor of a row of sub-form %i begins the page after it', async (note, period) => {
  await addInvoices(Array.from({ length: 5 }, () => history(...adjusted)))
  const whole = await readAll({ ...period, note }, 100)
  expect(whole).toHaveLength(5)
  expect(await readAll({ ...period, note }, 2)).toEqual(whole)
  const { totalCount } = await ask({ ...period, note }, { paths: ['totalCount'] })
  expect(totalCount).toBe(5)
})

test('a cursor of another period or note, or one that was changed, is refused', async () => {
  await addInvoices(Array.from({ length: 3 }, () => history(...adjusted)))
  const cursorOf = async (input: object) => (await ask({ ...input, first: 1 })).pageInfo.endCursor
  const expectRefused = async (input: object, after: string) =>
    expect(await ask({ ...input, after })).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })

  const after = await cursorOf({ ...november, note: 31 })
  await expectRefused({ ...november, note: 39 }, after)
  await expectRefused({ from: '2024-11-02', to: '2024-11-30', note: 31 }, after)
  await expectRefused({ ...november, note: 31 }, 'nonsense')

  const [name, hash, , id] = JSON.parse(Buffer.from(after, 'base64url').toString())
  const changed = (key: string) => Buffer.from(JSON.stringify([name, hash, key, id])).toString('base64url')
  for (const key of [
    '',
    '9999-12-31T23:00:00Z 1',
    '2024-11-15T06:00:00Z',
    '2024-11-15T06:00:00Z 1 2',
    '\0 1',
  ])
    await expectRefused({ ...november, note: 31 }, changed(key))

  const supplies = await cursorOf({ ...october, note: 4 })
  const [, hashOfSupplies] = JSON.parse(Buffer.from(supplies, 'base64url').toString())
  for (const key of ['["a"]', '[1,2]', '["\\u0000",""]', '["\\ud800",""]', 'null', '{}'])
    await expectRefused(
      { ...october, note: 4 },
      Buffer.from(JSON.stringify([name, hashOfSupplies, key, id])).toString('base64url'),
    )
})

test('a cursor behind the last row has an empty page', async () => {
  await addInvoices([history(...adjusted)])
  const { pageInfo } = await ask({ ...november, note: 31 })
  const { nodes, pageInfo: next } = await ask({ ...november, note: 31, after: pageInfo.endCursor })
  expect([nodes, next.hasNextPage, next.hasPreviousPage, next.endCursor]).toEqual([[], false, true, null])
})

test.each([
  [{ ...october, note: 5 }, 'INVALID_INPUT', 'note'],
  [{ ...october, note: 9 }, 'INVALID_INPUT', 'note'],
  [{ ...october, note: 4, first: 0 }, 'INVALID_INPUT', 'first'],
  [{ ...october, note: 4, first: 101 }, 'INVALID_INPUT', 'first'],
  [{ ...october, note: 4, after: 'x'.repeat(501) }, 'INVALID_INPUT', 'after'],
  [{ ...october, note: 4, last: 1 }, 'INVALID_INPUT', undefined],
  [{ from: '2024-02-30', to: '2024-03-01', note: 4 }, 'INVALID_DATE', 'from'],
  [{ from: '2099-12-01', to: '2099-12-31', note: 4 }, 'PERIOD_IN_FUTURE', 'to'],
])('%j is refused with %s', async (input, code, path) => {
  expect(await ask(input)).toMatchObject({ code, ...(path === undefined ? {} : { path }) })
})

test('a note without a sub-form is refused with the notes that have one', async () => {
  const { message } = await ask({ ...october, note: 5 })
  expect(message).toContain('1, 2, 3, 4, 6, 7, 8, 26, 27, 29, 31, 38, 39')
})
