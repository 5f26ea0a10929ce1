import { describe, expect, test } from '@jest/globals'
import { fold } from '../../event/aggregate.ts'
import { StreamDamaged } from '../../event/stream-damaged.ts'
import { approving, cash, creating, noon, rahim } from '../../testing/examples.ts'
import { type Decide, given, history, invoiceAfter, onExisting } from '../../testing/scenario.ts'
import { settlement } from '../../testing/settlement.ts'
import { invoices } from '../aggregate.ts'
import type { InvoiceEvent, ReceiptPartRefused } from '../events.ts'
import { recordPayment } from './record-payment.ts'
import { reversePayment } from './reverse-payment.ts'

const stamp = { by: rahim, at: noon }

/**
 * Records a payment of 100.00 with the id p, as a part of this receipt or as a payment of the invoice alone.
 */
const carrying = (receiptId?: string): Decide =>
  onExisting((invoice) =>
    recordPayment(invoice, { newId: 'p', ...(receiptId && { receiptId }), input: cash('100'), ...stamp }),
  )
const reversing = (receiptId?: string): Decide =>
  onExisting((invoice) =>
    reversePayment(invoice, { paymentId: 'p', ...(receiptId && { receiptId }), reason: 'No', ...stamp }),
  )
const refusing = (reversal: number): ReceiptPartRefused => ({
  type: 'ReceiptPartRefused',
  ...{ receiptId: 'r-1', paymentId: 'p', reversal, code: 'OVERPAYMENT', params: {} },
  ...stamp,
})

const issued = history(creating(), approving())
const carried = history(creating(), approving(), carrying('r-1'))
const codeOf = (events: readonly InvoiceEvent[], decide: Decide) =>
  given(...events).when(decide).refusal?.code
const foldAll = (...events: readonly InvoiceEvent[]) => fold(invoices, events)

describe('a payment that is a part of a receipt', () => {
  test('names its receipt', () => {
    expect(invoiceAfter(creating(), approving(), carrying('r-1')).payments).toMatchObject([
      { receiptId: 'r-1' },
    ])
    expect(invoiceAfter(creating(), approving(), carrying()).payments).toMatchObject([{ receiptId: null }])
  })

  test('is never a payment of the invoice alone', () => {
    const paid = history(creating(), approving(), carrying())
    expect(codeOf(paid, reversing('r-1'))).toBe('PAYMENT_UNKNOWN')
  })

  test('is reversed only with its receipt', () => {
    expect(given(...carried).when(reversing()).refusal).toMatchObject({
      code: 'PART_OF_RECEIPT',
      path: 'paymentId',
      params: { paymentId: 'p', receiptId: 'r-1' },
    })
    expect(codeOf(carried, reversing('r-2'))).toBe('PART_OF_RECEIPT')
    expect(codeOf(carried, reversing('r-1'))).toBeUndefined()
  })

  test('counts once, and is not the same as a payment of the invoice alone with that id', () => {
    expect(given(...carried).when(carrying('r-1')).events).toEqual([])
    expect(codeOf(carried, carrying())).toBe('PAYMENT_ID_REUSED')
    expect(codeOf(history(creating(), approving(), carrying()), carrying('r-1'))).toBe('PAYMENT_ID_REUSED')
  })
})

describe('the refusal of a part', () => {
  test('changes no sum', () => {
    const after = foldAll(...issued, refusing(0))
    expect(settlement(after as never)).toEqual(settlement(foldAll(...issued) as never))
  })

  test('is final: the payment cannot be recorded later', () => {
    const late = history(creating(), approving(), carrying('r-1')).slice(-1)
    expect(() => foldAll(...issued, refusing(0), ...late)).toThrow(StreamDamaged)
    expect(() => foldAll(...issued, refusing(0), ...late)).toThrow(/Payment p is recorded, but was refused/)
  })

  test('leaves its id to no other payment: the clerk who records the money by hand chooses another', () => {
    for (const decide of [carrying(), carrying('r-1')])
      expect(given(...issued, refusing(0)).when(decide).refusal).toMatchObject({
        code: 'PAYMENT_ID_REUSED',
        path: 'input.paymentId',
      })
  })

  test('of a reversal leaves a later reversal possible', () => {
    const [reversal] = given(...carried).when(reversing('r-1')).events
    expect(foldAll(...carried, refusing(1), reversal as InvoiceEvent)).toMatchObject({ paid: 0n })
  })

  test('cannot happen on an invoice that was never issued', () => {
    expect(() => foldAll(...history(creating()), refusing(0))).toThrow(/never issued/)
  })
})
