import { describe, expect, test } from '@jest/globals'
import { StreamDamaged } from '../event/stream-damaged.ts'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  karim,
  noon,
  numbering,
  paying,
  refunding,
  rejecting,
  reversing,
  submitting,
  updating,
} from '../testing/examples.ts'
import { type Decide, history } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import type { InvoiceEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { type Invoice, initial } from './state.ts'

const oneUnit = [{ lineItemId: 'i-1-1', quantity: '1' }]
const issued = [creating(), approving(), numbering()]
const overpaid = [...issued, paying('11500', { id: 'p' }), crediting(oneUnit, { id: 'n' })]

/** The event of a type that these decisions end with. */
const eventOf = (type: InvoiceEvent['type'], ...decisions: readonly Decide[]): InvoiceEvent => {
  const event = history(...decisions).findLast((one) => one.type === type)
  if (!event) throw new Error(`No ${type}`)
  return event
}
const foldAll = (events: readonly InvoiceEvent[]): Invoice => events.reduce<Invoice>(evolve, initial)

const updated = eventOf('InvoiceUpdated', creating(), updating({ vehicle: 'A' }))
const submitted = eventOf('InvoiceSubmitted', creating(), submitting())
const rejected = eventOf('InvoiceRejected', creating(), submitting(), rejecting())
const approved = eventOf('InvoiceApproved', ...issued)
const numbered = eventOf('LegalNumberAssigned', ...issued)
const paid = eventOf('PaymentRecorded', ...issued, paying('100', { id: 'p' }))
const reversed = eventOf('PaymentReversed', ...issued, paying('100', { id: 'p' }), reversing('p'))
const refunded = eventOf('RefundRecorded', ...overpaid, refunding('1150', { id: 'r' }))
const credited = eventOf('CreditNoteIssued', ...overpaid)
const debited = eventOf('DebitNoteIssued', ...issued, debiting(oneUnit, { id: 'n' }))
const cancelled = eventOf('InvoiceCancelled', creating(), cancelling())
const unchanged: InvoiceEvent = { type: 'InvoiceLeftUnchanged', by: karim, at: noon }

const rest = [...issued, paying('11499.01', { id: 'p' }), writingOff()]
const writtenOff = eventOf('BalanceWrittenOff', ...rest)
const writeOffReversed = eventOf('WriteOffReversed', ...rest, reversing('w'))

const draft = [creating()]
const decided = [creating(), approving()]
const pending = [creating(), submitting()]
const discarded = [creating(), cancelling()]

describe('59 an event that cannot have happened is refused', () => {
  test.each<[string, readonly Decide[], InvoiceEvent, string]>([
    [
      'an update after submission',
      pending,
      updated,
      'InvoiceUpdated cannot follow the status PENDING_APPROVAL',
    ],
    ['an update after approval', issued, updated, 'InvoiceUpdated cannot follow the status ISSUED'],
    ['a second submission', pending, submitted, 'InvoiceSubmitted cannot follow the status PENDING_APPROVAL'],
    ['a submission after approval', issued, submitted, 'InvoiceSubmitted cannot follow the status ISSUED'],
    ['a submission after cancelling', discarded, submitted, 'cannot follow the status CANCELLED'],
    ['a rejection of a draft', draft, rejected, 'InvoiceRejected cannot follow the status DRAFT'],
    ['a second approval', issued, approved, 'InvoiceApproved cannot follow the status ISSUED'],
    [
      'an approval after cancelling',
      discarded,
      approved,
      'InvoiceApproved cannot follow the status CANCELLED',
    ],
    ['a second cancelling', discarded, cancelled, 'InvoiceCancelled cannot follow the status CANCELLED'],
    ['a number before approval', draft, numbered, 'is assigned to a document that waits for no number'],
    ['a second number', issued, numbered, 'is assigned to a document that waits for no number'],
    [
      'a number of another place',
      decided,
      { ...numbered, place: 'CTG' } as InvoiceEvent,
      'MUSHAK-6.3-2024-10-000001 is of CTG in 2024-2025, not of MAIN in 2024-2025',
    ],
    [
      'a number of another fiscal year',
      decided,
      { ...numbered, fiscalYear: '2025-2026' } as InvoiceEvent,
      'MUSHAK-6.3-2024-10-000001 is of MAIN in 2025-2026, not of MAIN in 2024-2025',
    ],
    ['a credit note on a draft', draft, credited, 'CreditNoteIssued cannot follow the status DRAFT'],
    [
      'a debit note after cancelling',
      discarded,
      debited,
      'DebitNoteIssued cannot follow the status CANCELLED',
    ],
    ['a note with the id of another', overpaid, credited, 'Note n is issued twice'],
    ['a payment on a draft', draft, paid, 'PaymentRecorded on an invoice that was never issued'],
    ['a payment with the id of another', overpaid, paid, 'Payment p is recorded twice'],
    ['a refund on a draft', draft, refunded, 'RefundRecorded on an invoice that was never issued'],
    ['a reversal of no payment', issued, reversed, 'Payment p is reversed, but was never recorded'],
    [
      'a second reversal',
      [...issued, paying('100', { id: 'p' }), reversing('p')],
      reversed,
      'Payment p is reversed twice',
    ],
    [
      'a reversal of a refund',
      [...overpaid, refunding('1150', { id: 'r' })],
      { ...reversed, paymentId: 'r' } as InvoiceEvent,
      'r of kind REFUND is reversed like a RECEIPT',
    ],
    [
      'a second refund with one id',
      [...overpaid, refunding('1150', { id: 'r' })],
      refunded,
      'Payment r is recorded twice',
    ],
    [
      'a refund above what is due',
      [...issued, paying('11500', { id: 'p' })],
      refunded,
      'A refund is above what was due',
    ],
    [
      'a reversal of a payment that refunds need',
      [...overpaid, refunding('1150', { id: 'r' })],
      reversed,
      'Payment p is reversed, but refunds need it',
    ],
    ['a write-off on a draft', draft, writtenOff, 'BalanceWrittenOff on an invoice that was never issued'],
    ['a second write-off with one id', rest, writtenOff, 'Payment w is recorded twice'],
    [
      'a write-off above the balance',
      [...issued, paying('11499.02', { id: 'p' })],
      writtenOff,
      'A write-off is above the balance',
    ],
    ['a reversal of no write-off', issued, writeOffReversed, 'Payment w is reversed, but was never recorded'],
    [
      'a second reversal of a write-off',
      [...rest, reversing('w')],
      writeOffReversed,
      'Payment w is reversed twice',
    ],
    [
      'a reversal of a receipt like a write-off',
      [...issued, paying('100', { id: 'w' })],
      writeOffReversed,
      'w of kind RECEIPT is reversed like a WRITE_OFF',
    ],
    [
      'a credit above what remains',
      [...issued, crediting([{ lineItemId: 'i-1-1', quantity: '10' }], { id: 'all' })],
      credited,
      'A note credits more than remains of line i-1-1',
    ],
  ])('%s', (_, decisions, event, message) => {
    const before = foldAll(history(...decisions))
    expect(() => evolve(before, event)).toThrow(StreamDamaged)
    expect(() => evolve(before, event)).toThrow(message)
  })

  test('but a command without effect can follow everything, and money an invoice that was cancelled', () => {
    for (const decisions of [draft, pending, discarded, issued, overpaid])
      expect(() => foldAll([...history(...decisions), unchanged])).not.toThrow()
    const late = foldAll([...history(...issued, cancelling()), paid])
    expect(late).toMatchObject({ status: 'CANCELLED', paid: 10000n })
    const exact = foldAll([...history(...issued, paying('11499.01', { id: 'p' })), writtenOff])
    expect(exact).toMatchObject({ writtenOff: 99n })
  })
})
