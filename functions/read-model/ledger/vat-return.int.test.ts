import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { monthsAfter } from '../../../domain/calendar/months.ts'
import type { Period, VatReturn } from '../../../domain/report/vat-return.ts'
import { lastClaimPeriod } from '../../../domain/tax/claim-periods.ts'
import { paying, reversing } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted, later } from '../../projections/invoices/testing/adjusted-story.ts'
import { readAddedSince, readCoverage } from './coverage.ts'
import { addInvoices, asAcme, emptyLedger, useLedger } from './testing/ledger-database.ts'
import { months, randomInvoice } from './testing/random-invoices.ts'
import { sumOfEvents } from './testing/sum-of-events.ts'
import { readVatReturn } from './vat-return.ts'

// The property takes long on a busy machine.
jest.setTimeout(120_000)

useLedger()

const read = (period: Period): Promise<VatReturn> =>
  asAcme(async (sql) => (await readVatReturn(sql, period)).figures)

/** The figures of a return that are not zero, by note. */
const figuresOf = (answer: VatReturn): Map<string, bigint> => {
  const { supplies, debitNotes, creditNotes, withheld, withheldReversed } = answer
  const all: [string, bigint][] = [
    ...supplies.flatMap(({ note, value, supplementaryDuty, vat }): [string, bigint][] => [
      [`${note} value`, value],
      [`${note} sd`, supplementaryDuty],
      [`${note} vat`, vat],
    ]),
    ...([
      ['26', debitNotes.vat],
      ['27', withheldReversed],
      ['29', withheld],
      ['31', creditNotes.vat],
      ['38', debitNotes.supplementaryDuty],
      ['39', creditNotes.supplementaryDuty],
    ] as [string, bigint][]),
  ]
  return new Map(all.filter(([, amount]) => amount !== 0n))
}

test('case 12: a return has the invoices, the notes and the certificates of its month', async () => {
  await addInvoices([history(...adjusted)])
  const october = await read({ from: '2024-10-01', to: '2024-10-31' })
  expect(october.output).toEqual({ value: 1_000_000n, supplementaryDuty: 200_000n, vat: 180_000n })
  expect(Object.fromEntries(figuresOf(october))).toEqual({
    ...{ '4 value': 1_000_000n, '4 sd': 200_000n, '4 vat': 180_000n, 29: 100_000n },
  })
  const november = await read({ from: '2024-11-01', to: '2024-11-30' })
  expect(november.output).toEqual({ value: 0n, supplementaryDuty: 0n, vat: 0n })
  expect(Object.fromEntries(figuresOf(november))).toEqual({ 26: 900n, 31: 72_000n, 38: 1_000n, 39: 80_000n })
})

test.each([
  ['never', null, [100_000n, 0n], [0n, 0n]],
  ['before its period ends', '2024-10-31', [0n, 0n], [0n, 0n]],
  ['after its period', '2024-11-01', [100_000n, 0n], [0n, 100_000n]],
])('29 27 a certificate of October that is reversed %s', async (_, reversedOn, october, november) => {
  const reversal = reversing('v-1', 'Not deposited', { reversedOn, at: later })
  await addInvoices([history(...adjusted.slice(0, 4), ...(reversedOn === null ? [] : [reversal]))])
  const claims = async (month: string) => {
    const { withheld, withheldReversed } = await read({
      from: `${month}-01`,
      to: `${month}-${month === '2024-10' ? 31 : 30}`,
    })
    return [withheld, withheldReversed]
  }
  expect([await claims('2024-10'), await claims('2024-11')]).toEqual([october, november])
})

test.each(['2021-06-30', '2021-07-01', '2022-06-30', '2022-07-01'])(
  '29 of what was withheld on %s: the last month of the claim is that of the dated table',
  async (paidOn) => {
    const last = lastClaimPeriod(paidOn)
    const certificates = [last, monthsAfter(last, 1)].map((claimPeriod, index) =>
      paying(`${index + 1}`, {
        ...{ method: 'VDS_CERTIFICATE', certificateNumber: `V-${index}`, certificateDate: paidOn },
        ...{ paidOn, claimPeriod },
      }),
    )
    await addInvoices([history(...adjusted.slice(0, 3), ...certificates)])
    expect((await read({ from: '2021-01-01', to: '2022-12-31' })).withheld).toBe(100n)
  },
)

test('a month without documents is a return of zeros', async () => {
  const empty = await read({ from: '2024-10-01', to: '2024-10-31' })
  expect(empty.supplies.map(({ note }) => note)).toEqual([1, 2, 3, 4, 6, 7, 8])
  expect(figuresOf(empty).size).toBe(0)
})

test('the figures of any period are the sums over the events', async () => {
  const lastDay = (month: string) =>
    new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10)
  const periods = [...months, '2025-09', '2025-10'].map((month) => ({
    from: `${month}-01`,
    to: lastDay(month),
  }))
  const all = [...periods, { from: '2025-06-01', to: '2025-07-31' }]
  await fc.assert(
    fc.asyncProperty(fc.array(randomInvoice, { minLength: 1, maxLength: 8 }), async (random) => {
      await emptyLedger()
      const events = await addInvoices(random)
      for (const one of all) {
        const expected = new Map([...sumOfEvents(events, one)].filter(([, amount]) => amount !== 0n))
        expect(Object.fromEntries(figuresOf(await read(one)))).toEqual(Object.fromEntries(expected))
      }
    }),
    { numRuns: 60 },
  )
})

test('an answer says what it contains, and what came after it', async () => {
  const period = { from: '2024-10-01', to: '2024-11-30' }
  const covered = () => asAcme((sql) => readCoverage(sql, period))
  expect(await covered()).toEqual({ documents: 0, lastAddedAt: null, waitingInvoices: 0 })
  await addInvoices([history(...adjusted)])
  const first = await covered()
  expect(first).toMatchObject({ documents: 3, lastAddedAt: expect.stringMatching(/^\d{4}-.*Z$/) })

  const [events = []] = await addInvoices([history(...adjusted.slice(0, 3))])
  const addedSince = (limit: number) =>
    asAcme((sql) => readAddedSince(sql, period, { since: first.lastAddedAt ?? '', limit }))
  const later = await addedSince(10)
  const number = events.find((event) => event.type === 'LegalNumberAssigned')?.number
  expect(later).toMatchObject([{ kind: '6.3', number, issuedOn: '2024-10-15' }])
  expect(await addedSince(0)).toEqual([])
})
