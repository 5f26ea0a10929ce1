import { describe, expect, jest, test } from '@jest/globals'
import type { LineInput } from '../../../domain/invoice/draft/input.ts'
import {
  approving,
  cancelling,
  creating,
  crediting,
  dutiableBags,
  numbering,
  paying,
  reversing,
  tenBags,
} from '../../../domain/testing/examples.ts'
import { numberingNote } from '../../../domain/testing/note-numbers.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { asker } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { handler } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const ask = asker(handler, 'vatReturn')

const october = { from: '2024-10-01', to: '2024-10-31' }
const november = { from: '2024-11-01', to: '2024-11-30' }
const later = '2024-11-15T06:00:00Z'

const gold: LineInput = {
  ...{ ...tenBags, unit: 'bhori', quantity: '2.5', unitPrice: '100000' },
  ...{ vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' },
}
const onePrice = { ...tenBags, quantity: '1', unitPrice: '95496.57', priceIncludesTax: true }

/** Value, supplementary duty, VAT and count of each note that has any. */
const linesOf = async (period: object) => {
  const { lines } = await ask(period)
  return Object.fromEntries(
    lines
      .filter(({ count }: { count: number }) => count > 0)
      .map((line: Record<'value' | 'supplementaryDuty' | 'vat', { amount: string }> & { note: number }) => [
        line.note,
        [line.value, line.supplementaryDuty, line.vat].map(({ amount }) => amount),
      ]),
  )
}

const invoiceOf = (...lineItems: readonly LineInput[]) =>
  history(creating({ lineItems }), approving(), numbering())

test.each([
  ['case 5: VAT is charged on value and duty', dutiableBags, 4, ['10000.00', '2000.00', '1800.00']],
  ['case 10: a specific tax', gold, 6, ['250000.00', '0.00', '6250.00']],
  ['case 11a: a price with tax inside', onePrice, 4, ['83040.50', '0.00', '12456.07']],
])('%s is in its note and in note 9', async (_, line, note, amounts) => {
  await addInvoices([invoiceOf(line)])
  expect(await linesOf(october)).toEqual({ [note]: amounts, 9: amounts })
})

test('all notes are there, with labels, counts of documents and their sum', async () => {
  await addInvoices([invoiceOf(dutiableBags), invoiceOf(gold, onePrice)])
  const { lines, outputVat, outputValue, outputSupplementaryDuty, supplied } = await ask(october)
  expect([outputValue.amount, outputSupplementaryDuty.amount, outputVat.formattedAmount]).toEqual([
    '343040.50',
    '2000.00',
    '৳20,506.07',
  ])
  const countOf = (note: number) => lines.find((line: { note: number }) => line.note === note).count
  expect([4, 6, 9, 31].map(countOf)).toEqual([2, 1, 2, 0])
  expect(lines.map(({ note }: { note: number }) => note)).toEqual(supplied)
  expect(supplied).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 26, 27, 29, 31, 38, 39])
  expect(lines[3]).toMatchObject({
    ...{ label: 'Standard-rated goods or service', labelBangla: 'আদর্শ হারের পণ্য/সেবা', hasSubForm: true },
  })
})

const issued = [creating({ lineItems: [dutiableBags] }), approving(), numbering()]
const numbered = numberingNote('n-credit', 1, later)
const credit = [crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { at: later }), numbered]

describe('what happens later', () => {
  test('case 12: a credit note of another month changes that month alone', async () => {
    await addInvoices([history(...issued, ...credit)])
    const supplied = ['10000.00', '2000.00', '1800.00']
    expect(await linesOf(october)).toEqual({ 4: supplied, 9: supplied })
    expect(await linesOf(november)).toEqual({
      31: ['0.00', '0.00', '720.00'],
      39: ['0.00', '800.00', '0.00'],
    })
  })

  test('an invoice that is cancelled in the next month stays in its own', async () => {
    const cancelled = [cancelling('Wrong buyer', { noteId: 'n-credit', at: later }), numbered]
    await addInvoices([history(...issued, ...cancelled)])
    expect(Object.keys(await linesOf(october))).toEqual(['4', '9'])
    expect(await linesOf(november)).toMatchObject({ 31: ['0.00', '0.00', '1800.00'] })
  })

  test.each([
    ['2024-10-31', {}, {}],
    ['2024-11-01', { 29: ['0.00', '0.00', '1000.00'] }, { 27: ['0.00', '0.00', '1000.00'] }],
  ])('a certificate of October that is reversed on %s', async (reversedOn, inOctober, inNovember) => {
    const certificate = paying('1000', {
      ...{ id: 'v-1', method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
    })
    const reversal = reversing('v-1', 'Not deposited', { reversedOn, at: later })
    await addInvoices([history(...issued, certificate, reversal)])
    const { 4: _, 9: __, ...claims } = await linesOf(october)
    expect([claims, await linesOf(november)]).toEqual([inOctober, inNovember])
  })
})

test('case 13: 18:00 UTC on 30 June is July in Dhaka', async () => {
  const at = '2025-06-30T18:00:00Z'
  const dates = { invoiceDate: '2025-06-30', dueDate: '2025-07-30' }
  await addInvoices([history(creating(dates, { at }), approving({ at }), numbering(1, at))])
  expect(await linesOf({ from: '2025-06-01', to: '2025-06-30' })).toEqual({})
  expect(Object.keys(await linesOf({ from: '2025-07-01', to: '2025-07-31' }))).toEqual(['4', '9'])
})

test('a document that is numbered late is in coverage and addedSince', async () => {
  await addInvoices([history(...issued)])
  const first = await ask(october)
  expect(first).toMatchObject({ coverage: { documents: 1, waitingInvoices: 0 }, addedSince: [] })
  const { lastAddedAt } = first.coverage

  const [events = []] = await addInvoices([history(...issued)])
  const assigned = events.find((event) => event.type === 'LegalNumberAssigned')
  const again = await ask({ ...october, addedSince: lastAddedAt })
  expect(again).toMatchObject({ coverage: { documents: 2 }, moreAddedSince: false })
  expect(again.addedSince).toEqual([
    {
      ...{ id: expect.any(String), kind: '6.3', number: assigned?.number, issuedOn: '2024-10-15' },
      addedAt: again.coverage.lastAddedAt,
    },
  ])
  expect((await ask({ ...november, addedSince: lastAddedAt })).addedSince).toEqual([])
})

test('at most 100 documents that came in are listed, and the answer says if there are more', async () => {
  await addInvoices(Array.from({ length: 101 }, () => history(...issued)))
  const since = { addedSince: '2024-01-01T00:00:00Z' }
  const { addedSince, moreAddedSince } = await ask({ ...october, ...since })
  expect([addedSince.length, moreAddedSince]).toEqual([100, true])
})

test('documents are counted only where that is selected', async () => {
  await addInvoices([history(...issued)])
  const { lines, coverage } = await ask(october, { paths: ['lines.note', 'outputVat'] })
  const { count } = lines.find(({ note }: { note: number }) => note === 9)
  expect([count, coverage]).toEqual([0, null])
})

test('a month without documents is a return of zeros', async () => {
  const { lines, coverage } = await ask(october)
  expect(lines.every(({ count, vat }: Record<string, unknown>) => count === 0 && vat)).toBe(true)
  expect(coverage).toEqual({ documents: 0, lastAddedAt: null, waitingInvoices: 0 })
})

test.each([
  [{ from: '2024-02-30', to: '2024-03-01' }, 'INVALID_DATE', 'from'],
  [{ from: '2024-03-01', to: '2024-02-29' }, 'PERIOD_REVERSED', 'to'],
  [{ from: '2023-10-01', to: '2024-10-01' }, 'PERIOD_TOO_LONG', 'to'],
  [{ from: '2099-12-01', to: '2099-12-31' }, 'PERIOD_IN_FUTURE', 'to'],
  [{ ...october, addedSince: '2024-10-01' }, 'INVALID_INPUT', 'addedSince'],
  [{ ...october, addedSince: '0000-01-01T00:00:00Z' }, 'INVALID_INPUT', 'addedSince'],
  [{ ...october, addedSince: '2099-01-01T00:00:00Z' }, 'INVALID_INPUT', 'addedSince'],
  [{ from: '2024-10-01' }, 'INVALID_INPUT', 'to'],
  [{ ...october, from: 'x'.repeat(400) }, 'INVALID_INPUT', 'from'],
])('%j is refused with %s', async (input, code, path) => {
  expect(await ask(input)).toMatchObject({ code, path, message: expect.stringMatching(/./) })
})

test('another tenant reads nothing, and a tenant without tables is TENANT_UNKNOWN', async () => {
  await addInvoices([history(...issued)])
  expect(await ask(october, { tenantId: 'bengal' })).toMatchObject({ coverage: { documents: 0 } })
  expect(await ask(october, { tenantId: 'nobody' })).toMatchObject({ code: 'TENANT_UNKNOWN' })
})
