import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { isNoteOfLines, type NoteOfLines, notesOfLines } from '../../../domain/report/return-notes.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { asker, type Report } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, emptyLedger, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { randomInvoice } from '../../read-model/ledger/testing/random-invoices.ts'
import { sumOfEvents } from '../../read-model/ledger/testing/sum-of-events.ts'
import { handler } from './handler.ts'

// The property takes long on a busy machine.
jest.setTimeout(120_000)

useLedger()

const ask = asker(handler, 'salesBook')

const october = { from: '2024-10-01', to: '2024-10-31' }
const autumn = { from: '2024-10-01', to: '2024-11-30' }

const readAll = async (input: object, first: number): Promise<Report[]> => {
  const nodes: Report[] = []
  let after: string | null = null
  for (;;) {
    const page: Report = await ask({ ...input, first, after })
    nodes.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) return nodes
    after = page.pageInfo.endCursor
  }
}

test('case 12: a line has its document and its invoice, and is negative in a credit note', async () => {
  await addInvoices([history(...adjusted)])
  const { nodes, totalCount, coverage } = await ask(autumn)
  const [invoice, note] = nodes
  expect([nodes.length, totalCount, coverage.documents]).toEqual([3, 3, 3])
  expect(invoice).toMatchObject({
    ...{ kind: '6.3', date: '2024-10-15', originalNumber: null, lineNumber: 1, quantity: '10' },
    ...{ unit: 'bag', hsCode: '2523.29.00', value: { amount: '10000.00' }, vatAmount: { amount: '1800.00' } },
    buyer: { partyId: 'customer-1', bin: '0012345670202', tin: null },
  })
  expect(invoice.documentId).toBe(invoice.invoiceId)
  expect(note).toMatchObject({
    ...{ kind: '6.7', date: '2024-11-15', originalNumber: invoice.documentNumber, quantity: '-4' },
    ...{ value: { amount: '-4000.00' }, supplementaryDuty: { amount: '-800.00' } },
    ...{ vatAmount: { amount: '-720.00', formattedAmount: '-৳720.00' }, invoiceId: invoice.invoiceId },
  })
  expect(note.documentId).not.toBe(invoice.invoiceId)
})

test.each([
  [4, '6.3', '1800.00'],
  [9, '6.3', '1800.00'],
  [26, '6.8', '9.00'],
  [38, '6.8', '9.00'],
  [31, '6.7', '-720.00'],
  [39, '6.7', '-720.00'],
])('case 12: the lines of note %i are those of the %s', async (note, kind, amount) => {
  await addInvoices([history(...adjusted)])
  const { nodes } = await ask({ ...autumn, note })
  expect(nodes).toMatchObject([{ kind, vatAmount: { amount } }])
})

test('pages have each line once, and a cursor belongs to its period and note', async () => {
  await addInvoices(Array.from({ length: 4 }, () => history(...adjusted)))
  const whole = await readAll(autumn, 100)
  expect(whole).toHaveLength(12)
  expect(await readAll(autumn, 5)).toEqual(whole)
  const { endCursor: after } = (await ask({ ...autumn, first: 1 })).pageInfo
  for (const other of [october, { ...autumn, note: 4 }, { ...autumn, to: '2024-11-29' }])
    expect(await ask({ ...other, after })).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })
})

test.each(['2024-10-15T06:00:00Z 6.9 1 1', '9999-12-31T23:00:00Z 6.3 1 1', '2024-10-15 6.3 1 1', 'x'])(
  'a cursor that was changed to %j is refused',
  async (key) => {
    await addInvoices([history(...adjusted)])
    const { endCursor } = (await ask({ ...autumn, first: 1 })).pageInfo
    const [name, hash, , id] = JSON.parse(Buffer.from(endCursor, 'base64url').toString())
    const after = Buffer.from(JSON.stringify([name, hash, key, id])).toString('base64url')
    expect(await ask({ ...autumn, after })).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })
  },
)

/** The figures that the lines of a note add up to, by their names in `sumOfEvents`. */
const figuresOf = (note: NoteOfLines, lines: readonly Report[]): [string, bigint][] => {
  const sum = (field: string): bigint =>
    lines.reduce((total, line) => total + BigInt(line[field].amount.replace('.', '')), 0n)
  if (note === 38) return [['38', sum('supplementaryDuty')]]
  if (note === 39) return [['39', -sum('supplementaryDuty')]]
  if (note === 26) return [['26', sum('vatAmount')]]
  if (note === 31) return [['31', -sum('vatAmount')]]
  return [
    [`${note} value`, sum('value')],
    [`${note} sd`, sum('supplementaryDuty')],
    [`${note} vat`, sum('vatAmount')],
  ]
}

test('the lines of each note add up to the figure of the note that follows from the events', async () => {
  const period = { from: '2025-05-01', to: '2025-07-31' }
  await fc.assert(
    fc.asyncProperty(fc.array(randomInvoice, { minLength: 1, maxLength: 8 }), async (random) => {
      await emptyLedger()
      const events = await addInvoices(random)
      const expected = sumOfEvents(events, period)
      for (const note of notesOfLines.filter(isNoteOfLines)) {
        const lines = await readAll({ ...period, note }, 100)
        const { totalCount } = await ask({ ...period, note }, { paths: ['totalCount'] })
        expect(totalCount).toBe(lines.length)
        const found = figuresOf(note, lines)
        const sums = (figure: string): bigint =>
          note === 9
            ? [...expected].reduce((sum, [name, amount]) => sum + (name.endsWith(figure) ? amount : 0n), 0n)
            : (expected.get(figure) ?? 0n)
        for (const [figure, amount] of found)
          expect([figure, amount]).toEqual([figure, sums(note === 9 ? figure.slice(1) : figure)])
      }
    }),
    { numRuns: 20 },
  )
})

test.each([
  [{ ...october, note: 29 }, 'INVALID_INPUT', 'note'],
  [{ ...october, note: 5 }, 'INVALID_INPUT', 'note'],
  [{ ...october, first: 0 }, 'INVALID_INPUT', 'first'],
  [{ from: '2024-10-31', to: '2024-10-01' }, 'PERIOD_REVERSED', 'to'],
  [{ from: '2023-10-01', to: '2024-10-01' }, 'PERIOD_TOO_LONG', 'to'],
  [{ from: '2099-12-01', to: '2099-12-31' }, 'PERIOD_IN_FUTURE', 'to'],
])('%j is refused with %s', async (input, code, path) => {
  expect(await ask(input)).toMatchObject({ code, path })
})

test('another tenant reads nothing', async () => {
  await addInvoices([history(...adjusted)])
  const answer = await ask(autumn, { tenantId: 'bengal' })
  expect(answer).toMatchObject({ nodes: [], totalCount: 0, coverage: { documents: 0 } })
})
