import { describe, expect, test } from '@jest/globals'
import { fold } from '../event/aggregate.ts'
import { invoices } from '../invoice/aggregate.ts'
import type { ReceiptPartRefused } from '../invoice/events.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { poisha } from '../money/poisha.ts'
import { approving, creating, noon, numbering, paying } from '../testing/examples.ts'
import { carried, eventsOf, issued, receiptAfter, recording, transfer } from '../testing/receipts.ts'
import { history } from '../testing/scenario.ts'
import { checkAllocation, checkPayment } from './check-allocation.ts'
import type { Remark } from './finding.ts'

const codes = (remarks: readonly Remark[]) => remarks.map(({ code }) => code)

const invoice = fold(
  invoices,
  history(creating(), approving(), numbering(), paying('5000')),
) as ExistingInvoice

describe('a part of a receipt', () => {
  const recorded = eventsOf(recording(transfer('500', [['i-1', '100']]), [issued('i-1')]))
  const pending = receiptAfter(...recorded)
  const done = receiptAfter(...recorded, carried('i-1'))
  const [open, part] = [pending.allocations[0], done.allocations[0]]
  if (!open || !part) throw new Error('The receipt has no part')
  const payment = { ...(invoice.payments[0] as ExistingInvoice['payments'][0]), id: part.paymentId }
  const own = { ...payment, amount: part.amount, receiptId: done.id, reversal: null }
  const withPayment = { invoice: { ...invoice, payments: [own] }, events: [] }
  const without = { invoice: { ...invoice, payments: [] }, events: [] }
  const refused = { ...part, state: 'REFUSED' } as const

  test('is at its invoice', () => {
    expect(checkAllocation(done, part, withPayment, true)).toEqual([])
    expect(checkPayment('i-1', own, done)).toEqual([])
  })

  test('is lost without its payment, without its invoice, and when it is open for long', () => {
    for (const found of [without, undefined])
      expect(codes(checkAllocation(done, part, found, true))).toEqual(['ALLOCATION_LOST'])
    expect(codes(checkAllocation(pending, open, without, false))).toEqual(['ALLOCATION_LOST'])
    expect(codes(checkAllocation(pending, open, without, true))).toEqual(['ALLOCATION_OPEN'])
    expect(codes(checkAllocation(done, refused, without, true))).toEqual(['ALLOCATION_LOST'])
  })

  test('differs where one side is reversed, and is doubled where it was refused and is there', () => {
    const reversed = { ...part, state: 'REVERSED' } as const
    expect(codes(checkAllocation(done, reversed, withPayment, true))).toEqual(['ALLOCATION_DIFFERS'])
    expect(codes(checkAllocation(done, refused, withPayment, true))).toContain('ALLOCATION_DOUBLED')
  })

  test('is refused where its invoice has refused this part of this receipt', () => {
    const refusal: ReceiptPartRefused = {
      type: 'ReceiptPartRefused',
      ...{ receiptId: done.id, paymentId: part.paymentId, reversal: 0 },
      ...{ code: 'INVOICE_NOT_ISSUED', params: {}, by: 'u-rahim', at: noon },
    }
    const codesAfter = (event: ReceiptPartRefused) =>
      codes(checkAllocation(done, refused, { ...without, events: [event] }, true))
    expect(codesAfter(refusal)).toEqual([])
    expect(codesAfter({ ...refusal, receiptId: 'r-2' })).toEqual(['ALLOCATION_LOST'])
    expect(codesAfter({ ...refusal, paymentId: 'another' })).toEqual(['ALLOCATION_LOST'])
  })

  test('is that of its payment: of this receipt, this invoice and this amount', () => {
    expect(codes(checkPayment('i-1', own, undefined))).toEqual(['PAYMENT_WITHOUT_ALLOCATION'])
    expect(codes(checkPayment('i-2', own, done))).toEqual(['ALLOCATION_DOUBLED'])
    expect(codes(checkPayment('i-1', { ...own, amount: poisha(1n) }, done))).toEqual(['ALLOCATION_DIFFERS'])
  })
})
