import type { InvoiceEvent } from '../invoice/events.ts'
import type { ExistingInvoice, Payment } from '../invoice/state.ts'
import { writeTaka } from '../money/poisha.ts'
import type { Allocation, ExistingReceipt } from '../receipt/state.ts'
import { type Remark, remarkIf } from './finding.ts'

type InvoiceOfPart = Readonly<{ invoice: ExistingInvoice; events: readonly InvoiceEvent[] }>

/**
 * Checks that the invoice of a part has what its receipt says became of it. A part whose outcome is open may
 * have reached the invoice already. `isInFlight`: it was decided so lately that it may still be carried.
 */
export const checkAllocation = (
  receipt: Pick<ExistingReceipt, 'id'>,
  part: Allocation,
  history: InvoiceOfPart | undefined,
  isInFlight: boolean,
): readonly Remark[] => {
  const { paymentId, invoiceId, state } = part
  const name = `part ${paymentId} of ${writeTaka(part.amount)} for invoice ${invoiceId} is ${state}`
  if (!history) return [{ code: 'ALLOCATION_LOST', what: `${name}, and there is no such invoice` }]
  const payment = history.invoice.payments.find(({ id }) => id === paymentId)
  switch (state) {
    case 'PENDING':
    case 'REVERSING':
      return isInFlight
        ? [{ code: 'ALLOCATION_OPEN', what: name }]
        : [{ code: 'ALLOCATION_LOST', what: `${name} for more than an hour` }]
    case 'REFUSED':
      return [
        ...remarkIf(payment !== undefined, 'ALLOCATION_DOUBLED', `${name}, and the invoice has its payment`),
        ...remarkIf(
          !isRefused(receipt, part, history),
          'ALLOCATION_LOST',
          `${name}, and the invoice has not refused it`,
        ),
      ]
    case 'CARRIED':
    case 'REVERSED':
      if (!payment)
        return [{ code: 'ALLOCATION_LOST', what: `${name}, and the invoice has no payment of it` }]
      return remarkIf(
        (payment.reversal !== null) !== (state === 'REVERSED'),
        'ALLOCATION_DIFFERS',
        `${name}, and the payment of the invoice is ${payment.reversal === null ? 'not ' : ''}reversed`,
      )
  }
}

const isRefused = (receipt: Pick<ExistingReceipt, 'id'>, part: Allocation, { events }: InvoiceOfPart) =>
  events.some(
    (event) =>
      event.type === 'ReceiptPartRefused' &&
      event.receiptId === receipt.id &&
      event.paymentId === part.paymentId,
  )

/** Checks that a payment that came with a receipt is one part of it: this invoice's, of this amount. */
export const checkPayment = (
  invoiceId: string,
  payment: Pick<Payment, 'id' | 'amount' | 'receiptId'>,
  receipt: ExistingReceipt | undefined,
): readonly Remark[] => {
  const name = `payment ${payment.id} of ${writeTaka(payment.amount)}`
  const part = receipt?.allocations.find(({ paymentId }) => paymentId === payment.id)
  if (!part)
    return [
      { code: 'PAYMENT_WITHOUT_ALLOCATION', what: `${name} is no part of receipt ${payment.receiptId}` },
    ]
  return [
    ...remarkIf(
      part.invoiceId !== invoiceId,
      'ALLOCATION_DOUBLED',
      `${name} is the part of receipt ${payment.receiptId} for invoice ${part.invoiceId}`,
    ),
    ...remarkIf(
      part.amount !== payment.amount,
      'ALLOCATION_DIFFERS',
      `${name} is ${writeTaka(part.amount)} in receipt ${payment.receiptId}`,
    ),
  ]
}
