import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { fold } from '../event/aggregate.ts'
import { invoices } from '../invoice/aggregate.ts'
import type { InvoiceCreated, InvoiceEvent, LegalNumberAssigned } from '../invoice/events.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { poisha } from '../money/poisha.ts'
import type { NumberTaken } from '../numbering/events.ts'
import { take, takeInvoiceNumber } from '../numbering/take.ts'
import {
  approving,
  creating,
  noon,
  numbering,
  paying,
  reversing,
  tenBags,
  updating,
} from '../testing/examples.ts'
import { issued } from '../testing/receipts.ts'
import { history } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { checkAssigned, checkInvoiceNumber, checkUnused } from './check-number.ts'
import { checkSums } from './check-sums.ts'
import { checkOwnerOfTake, checkTake } from './check-take.ts'
import { findingCodes, isFinding, noteCodes, type Remark } from './finding.ts'

const codes = (remarks: readonly Remark[]) => remarks.map(({ code }) => code)

const events = history(
  creating(),
  approving(),
  numbering(),
  paying('5000'),
  reversing('p-5000'),
  paying('60'),
)
const invoice = fold(invoices, events) as ExistingInvoice
const assigned = events.find(({ type }) => type === 'LegalNumberAssigned') as LegalNumberAssigned
const { document, place, issuedAt, serial } = assigned
const taken: NumberTaken = { ...take({ document, place, decidedAt: noon }), issuedAt }
const register = { series: '6.3', place: 'MAIN', fiscalYear: assigned.fiscalYear } as const
const other = { ...document, invoiceId: 'i-2' }

test('a code is a finding or a note', () => {
  expect(findingCodes.every((code) => isFinding({ code }))).toBe(true)
  expect(noteCodes.some((code) => isFinding({ code }))).toBe(false)
})

describe('sums', () => {
  test('of a fold are those of its events', () => expect(checkSums(invoice, events)).toEqual([]))

  test.each(['paid', 'refunded', 'writtenOff', 'credited', 'debited'] as const)(
    'differ where %s is another amount',
    (name) => {
      const wrong = { ...invoice, [name]: poisha(invoice[name] + 1n) }
      expect(codes(checkSums(wrong, events))).toEqual(['SUMS_DIFFER'])
    },
  )

  test('differ where a total or what remains of a line is another amount', () => {
    const totals = { ...invoice.totals, vat: poisha(invoice.totals.vat + 1n) }
    expect(codes(checkSums({ ...invoice, totals }, events))).toEqual(['SUMS_DIFFER'])
    const lines = invoice.lines.map((line) => ({
      ...line,
      remaining: { ...line.remaining, value: poisha(line.remaining.value - 1n) },
    }))
    expect(codes(checkSums({ ...invoice, lines }, events))).toEqual(['SUMS_DIFFER'])
  })

  test('are those of the lines that the last update of the draft has left', () => {
    const updated = history(creating(), updating({ lineItems: [{ ...tenBags, quantity: '3' }] }))
    expect(checkSums(fold(invoices, updated) as ExistingInvoice, updated)).toEqual([])
    expect(codes(checkSums(fold(invoices, updated.slice(0, 1)) as ExistingInvoice, updated))).not.toEqual([])
  })

  test('count no write-off that was reversed', () => {
    const forgiven = history(
      ...[creating(), approving(), numbering(), paying('11495'), writingOff('Rounding', { id: 'w-1' })],
      reversing('w-1'),
    )
    expect(checkSums(fold(invoices, forgiven) as ExistingInvoice, forgiven)).toEqual([])
  })

  test('differ where an event was lost', () => {
    const without = (type: InvoiceEvent['type']) => events.filter((event) => event.type !== type)
    expect(codes(checkSums(invoice, without('PaymentReversed')))).toEqual(['SUMS_DIFFER'])
    expect(codes(checkSums(invoice, without('PaymentRecorded')))).toEqual(['SUMS_DIFFER'])
  })
})

describe('a take', () => {
  const at = (revision: number, issued = issuedAt) => ({
    register,
    revision,
    take: { ...taken, issuedAt: issued },
  })

  test('may be the first, or follow one of the same time', () => {
    expect(checkTake(at(0), undefined)).toEqual([])
    expect(checkTake(at(1), taken)).toEqual([])
  })

  test('is wrong after a gap, before an earlier serial, in another year, and in another register', () => {
    expect(codes(checkTake(at(2), undefined))).toEqual(['SERIAL_MISSING'])
    const later = { issuedAt: '2024-10-16T00:00:00Z' }
    expect(codes(checkTake(at(1), later))).toEqual(['ISSUED_OUT_OF_ORDER'])
    // Midnight in Dhaka is six hours before that in UTC.
    expect(codes(checkTake(at(0, '2025-06-30T18:00:00Z'), undefined))).toEqual(['ISSUED_OUTSIDE_YEAR'])
    expect(checkTake(at(0, '2025-06-30T17:59:59Z'), undefined)).toEqual([])
    const elsewhere = { ...at(0), register: { ...register, place: 'CTG' } }
    expect(codes(checkTake(elsewhere, undefined))).toEqual(['NUMBER_DIFFERS'])
  })

  test('times in any order are found wherever one is earlier than the one before', () => {
    const day = fc.integer({ min: 10, max: 30 })
    fc.assert(
      fc.property(fc.array(day, { minLength: 2 }), (days) => {
        const takes = days.map((one, revision) => at(revision, `2024-10-${one}T00:00:00Z`))
        const found = takes.flatMap((one, index) =>
          codes(checkTake(one, takes[index - 1]?.take)).map((code) => `${code} ${index}`),
        )
        const earlier = days.flatMap((one, index) =>
          index > 0 && one < Number(days[index - 1]) ? [index] : [],
        )
        expect(found).toEqual(earlier.map((index) => `ISSUED_OUT_OF_ORDER ${index}`))
      }),
    )
  })

  test('belongs to a document that has its serial or waits for one', () => {
    expect(checkOwnerOfTake({ register, revision: serial - 1, take: taken }, invoice)).toEqual([])
    expect(checkOwnerOfTake({ register, revision: 7, take: taken }, issued('i-1'))).toEqual([])
  })

  test('of a document that has an earlier serial is listed, and of a later or no document is wrong', () => {
    const second = checkOwnerOfTake({ register, revision: serial, take: taken }, invoice)
    expect([codes(second), second.some(isFinding)]).toEqual([['SERIAL_TAKEN_TWICE'], false])
    const later = fold(invoices, history(creating(), approving(), numbering(serial + 1))) as ExistingInvoice
    const first = checkOwnerOfTake({ register, revision: serial - 1, take: taken }, later)
    expect([codes(first), first.every(isFinding)]).toEqual([['SERIAL_WITHOUT_DOCUMENT'], true])
    const ofNobody = checkOwnerOfTake({ register, revision: 0, take: { ...taken, document: other } }, invoice)
    expect(codes(ofNobody)).toEqual(['SERIAL_WITHOUT_DOCUMENT'])
    expect(codes(checkOwnerOfTake({ register, revision: 0, take: taken }, undefined))).toEqual([
      'SERIAL_WITHOUT_DOCUMENT',
    ])
  })

  test.each([
    { ...register, fiscalYear: '2023-2024' },
    { ...register, place: 'CTG' },
  ])('of a document that has a number of another register than %j is wrong', (elsewhere) => {
    for (const revision of [serial - 1, serial]) {
      const remarks = checkOwnerOfTake({ register: elsewhere, revision, take: taken }, invoice)
      expect(codes(remarks)).toEqual(['SERIAL_WITHOUT_DOCUMENT'])
    }
  })
})

describe('a number', () => {
  test('is that of its take', () => expect(checkAssigned(assigned, taken)).toEqual([]))

  test('is wrong without its take, with that of another document, and with another time', () => {
    expect(codes(checkAssigned(assigned, undefined))).toEqual(['SERIAL_MISSING'])
    expect(codes(checkAssigned(assigned, { ...taken, document: other }))).toEqual(['SERIAL_DOUBLED'])
    const later = { ...taken, issuedAt: '2024-10-15T07:00:00Z' }
    expect(codes(checkAssigned(assigned, later))).toEqual(['NUMBER_DIFFERS'])
    expect(codes(checkAssigned({ ...assigned, number: 'MUSHAK' }, taken))).toEqual(['NUMBER_DIFFERS'])
  })

  test('of a draft is taken for it alone, and one without an invoice is listed', () => {
    const created = events[0] as InvoiceCreated
    const [own, foreign] = ['i-1', 'i-2'].map((id) => takeInvoiceNumber(id, noon))
    expect(checkInvoiceNumber(created, own)).toEqual([])
    expect(codes(checkInvoiceNumber(created, foreign))).toEqual(['INVOICE_NUMBER_DOUBLED'])
    expect(codes(checkInvoiceNumber(created, undefined))).toEqual(['INVOICE_NUMBER_MISSING'])
    expect(checkUnused(0, 'i-1', created)).toEqual([])
    expect(codes(checkUnused(1, 'i-1', created))).toEqual(['INVOICE_NUMBER_UNUSED'])
    expect(codes(checkUnused(0, 'i-1', undefined))).toEqual(['INVOICE_NUMBER_UNUSED'])
  })
})
