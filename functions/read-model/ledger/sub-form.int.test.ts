import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { LineInput } from '../../../domain/invoice/draft/input.ts'
import { type SubFormNote, type SubFormRow, subFormNotes } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import {
  approving,
  creating,
  crediting,
  dutiableBags,
  numbering,
  reversing,
  tenBags,
} from '../../../domain/testing/examples.ts'
import { numberingNote } from '../../../domain/testing/note-numbers.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted, later } from '../../projections/invoices/testing/adjusted-story.ts'
import { countSubForm, readSubForm } from './sub-form.ts'
import { addInvoices, asAcme, emptyLedger, useLedger } from './testing/ledger-database.ts'
import { randomInvoice } from './testing/random-invoices.ts'
import { sumOfEvents, suppliesInEvents } from './testing/sum-of-events.ts'

// The property takes long on a busy machine.
jest.setTimeout(120_000)

useLedger()

const october = { from: '2024-10-01', to: '2024-10-31' }
const november = { from: '2024-11-01', to: '2024-11-30' }

const readAll = async (period: Period, note: SubFormNote, limit = 1_000): Promise<SubFormRow[]> => {
  const rows: SubFormRow[] = []
  for (;;) {
    const after = rows.at(-1) ?? null
    const page = await asAcme((sql) => readSubForm(sql, period, note, { after, limit }))
    rows.push(...page)
    if (page.length < limit) return rows
  }
}

const numbered = (beginning: string) => expect.stringMatching(new RegExp(`^MUSHAK-${beginning}-\\d{6}$`))

const supplied = (...lineItems: readonly LineInput[]) =>
  history(creating({ lineItems }), approving(), numbering())

test('case 5: equal supplies are one row, and other rates, units and codes are rows of their own', async () => {
  await addInvoices([
    supplied(dutiableBags, dutiableBags),
    supplied({ ...dutiableBags, unit: 'box' }, { ...dutiableBags, hsCode: null }, tenBags),
  ])
  const rows = await readAll(october, 4)
  const shown = rows.map((row) => [row.hsCode, row.unit, row.supplementaryDutyRate, row.count, row.value])
  expect(shown).toHaveLength(4)
  expect(shown).toEqual(
    expect.arrayContaining([
      [null, 'bag', 200_000n, 1, 1_000_000n],
      ['2523.29.00', 'bag', 0n, 1, 1_000_000n],
      ['2523.29.00', 'bag', 200_000n, 2, 2_000_000n],
      ['2523.29.00', 'box', 200_000n, 1, 1_000_000n],
    ]),
  )
  // Lines without a code are at the beginning.
  expect(shown[0]?.[0]).toBeNull()
  expect(rows.find(({ count }) => count === 2)).toMatchObject({
    ...{ description: 'Portland cement, 50 kg', quantity: 20_000_000n, vatRate: 150_000n },
    ...{ supplementaryDuty: 400_000n, vat: 360_000n, specificVatPerUnit: null },
    ...{ portal: { supplementaryDuty: 400_000n, vat: 360_000n }, documentId: null, invoiceId: null },
  })
})

test('case 9: a row shows our sum of rounded lines and what the portal computes', async () => {
  const line = { ...tenBags, quantity: '1', unitPrice: '10.10' }
  await addInvoices([supplied(line, line, line)])
  expect(await readAll(october, 4)).toMatchObject([{ value: 3_030n, vat: 456n, portal: { vat: 455n } }])
})

test('case 10: the sub-form of note 6 has the unit, the quantity and the specific tax', async () => {
  const gold = { ...tenBags, unit: 'bhori', quantity: '2.5', vatCategory: 'SPECIFIC' } as const
  await addInvoices([supplied({ ...gold, specificVatPerUnit: '2500' })])
  expect(await readAll(october, 6)).toMatchObject([
    {
      ...{ unit: 'bhori', quantity: 2_500_000n, specificVatPerUnit: 25_000_000n, vatRate: null },
      ...{ vat: 625_000n, portal: { vat: 625_000n } },
    },
  ])
})

test.each([31, 39] as const)('case 12: the credit note is a row of sub-form %i', async (note) => {
  await addInvoices([history(...adjusted)])
  expect(await readAll(october, note)).toEqual([])
  expect(await readAll(november, note)).toMatchObject([
    {
      ...{ kind: '6.7', documentNumber: numbered('6.7-2024-11'), issuedOn: '2024-11-15', count: 1 },
      ...{ invoiceNumber: numbered('6.3-2024-10'), invoiceIssuedOn: '2024-10-15', reason: 'Returned' },
      ...{ value: 400_000n, supplementaryDuty: 80_000n, vat: 72_000n, unit: 'bag', quantity: 4_000_000n },
      ...{ buyerBin: '0012345670202', portal: null, description: null, certificateNumber: null },
    },
  ])
})

test.each([26, 38] as const)('the debit note is a row of sub-form %i, without a quantity', async (note) => {
  await addInvoices([history(...adjusted)])
  expect(await readAll(november, note)).toMatchObject([
    {
      ...{ kind: '6.8', documentNumber: numbered('6.8-2024-11'), unit: null, quantity: null },
      ...{ value: 5_000n, supplementaryDuty: 1_000n, vat: 900n },
    },
  ])
})

test('quantities of several units have no sum', async () => {
  const lines = [
    { lineItemId: 'i-1-1', quantity: '1' },
    { lineItemId: 'i-1-2', quantity: '2' },
  ]
  const credited = (units: readonly [string, string]) =>
    history(
      creating({ lineItems: units.map((unit) => ({ ...tenBags, unit })) }),
      ...[approving(), numbering(), crediting(lines), numberingNote('n-credit', 1)],
    )
  await addInvoices([credited(['bag', 'box'])])
  expect(await readAll(october, 31)).toMatchObject([{ unit: null, quantity: null }])
  await emptyLedger()
  await addInvoices([credited(['bag', 'bag'])])
  expect(await readAll(october, 31)).toMatchObject([{ unit: 'bag', quantity: 3_000_000n }])
})

const certificate = {
  ...{ certificateNumber: 'V-1', certificateDate: '2024-10-15', claimPeriod: '2024-10', paymentId: 'v-1' },
  ...{ depositAccountCode: '1/1133/0010/0311', depositSerial: 'D-7', depositDate: '2024-10-15' },
  ...{ invoiceNumber: numbered('6.3-2024-10'), invoiceIssuedOn: '2024-10-15', value: null },
  ...{ buyerBin: '0012345670202', vat: 100_000n, documentId: null },
}

test('a certificate is a row of sub-form 29 in its claim period', async () => {
  await addInvoices([history(...adjusted)])
  expect(await readAll(october, 29)).toMatchObject([{ ...certificate, reversedOn: null }])
  expect([await readAll(november, 29), await readAll(october, 27)]).toEqual([[], []])
})

test('a certificate that is reversed later stays in sub-form 29 and is in sub-form 27', async () => {
  const reversal = reversing('v-1', 'Not deposited', { reversedOn: '2024-11-01', at: later })
  await addInvoices([history(...adjusted.slice(0, 4), reversal)])
  const reversed = { ...certificate, reversedOn: '2024-11-01' }
  expect(await readAll(october, 29)).toMatchObject([reversed])
  expect(await readAll(november, 27)).toMatchObject([reversed])
})

const sumOf = (rows: readonly SubFormRow[], amount: 'value' | 'supplementaryDuty' | 'vat'): bigint =>
  rows.reduce((sum, row) => sum + (row[amount] ?? 0n), 0n)

/** The figures of the return that a sub-form adds up to, by their names in `sumOfEvents`. */
const figuresOf = (note: SubFormNote, rows: readonly SubFormRow[]): [string, bigint][] => {
  if (note === 38 || note === 39) return [[`${note}`, sumOf(rows, 'supplementaryDuty')]]
  if (note > 9) return [[`${note}`, sumOf(rows, 'vat')]]
  return [
    [`${note} value`, sumOf(rows, 'value')],
    [`${note} sd`, sumOf(rows, 'supplementaryDuty')],
    [`${note} vat`, sumOf(rows, 'vat')],
  ]
}

const isAmount = ([, amount]: readonly [string, bigint]): boolean => amount !== 0n

test('the sub-forms of any period are what follows from the events, on pages of any size', async () => {
  const periods = [
    { from: '2025-05-01', to: '2025-06-30' },
    { from: '2025-07-01', to: '2025-07-31' },
    { from: '2025-06-15', to: '2025-12-31' },
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomInvoice, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (random, limit) => {
        await emptyLedger()
        const events = await addInvoices(random)
        for (const period of periods) {
          const found: [string, bigint][] = []
          const supplies: SubFormRow[] = []
          for (const note of subFormNotes) {
            const rows = await readAll(period, note)
            expect(await readAll(period, note, limit)).toEqual(rows)
            expect(await asAcme((sql) => countSubForm(sql, period, note, 1_000))).toBe(rows.length)
            expect(new Set(rows.map(({ key, id }) => `${key} ${id}`)).size).toBe(rows.length)
            found.push(...figuresOf(note, rows))
            if (note < 9) supplies.push(...rows)
          }
          const expected = [...sumOfEvents(events, period)].filter(isAmount)
          expect(Object.fromEntries(found.filter(isAmount))).toEqual(Object.fromEntries(expected))
          const rows = supplies.map((row) => [row.description, row.unit, row.quantity, row.value, row.vat])
          expect(rows.map(String).toSorted()).toEqual(suppliesInEvents(events, period).map(String).toSorted())
        }
      },
    ),
    { numRuns: 30 },
  )
})
