import { dhakaDate } from '../../calendar/dhaka.ts'
import { unreachable } from '../../decision.ts'
import { add, subtract, taka, zero } from '../../money/poisha.ts'
import type {
  BalanceWrittenOff,
  PaymentRecorded,
  PaymentReversed,
  RefundRecorded,
  WriteOffReversed,
} from '../events.ts'
import type { ExistingInvoice, Payment } from '../state.ts'
import { findPayment, withPayment, withReversal } from './payment-list.ts'

export type PaymentEvent =
  | PaymentRecorded
  | PaymentReversed
  | RefundRecorded
  | BalanceWrittenOff
  | WriteOffReversed

/** The invoice with another payment, refund or write-off, or with the reversal of one. */
export const evolvePayment = (invoice: ExistingInvoice, event: PaymentEvent): ExistingInvoice => {
  switch (event.type) {
    case 'PaymentRecorded':
      return received(invoice, event)
    case 'PaymentReversed':
      return reversed(invoice, event)
    case 'RefundRecorded':
      return refunded(invoice, event)
    case 'BalanceWrittenOff':
      return writtenOff(invoice, event)
    case 'WriteOffReversed':
      return writeOffReversed(invoice, event)
    default:
      return unreachable(event)
  }
}

const receiptOf = ({ type, paymentId, amount, by, at, ...details }: PaymentRecorded): Payment => ({
  ...details,
  id: paymentId,
  kind: 'RECEIPT',
  amount: taka(amount),
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const refundOf = ({ type, refundId, amount, by, at, ...details }: RefundRecorded): Payment => ({
  ...noMethodDetails,
  ...details,
  id: refundId,
  kind: 'REFUND',
  amount: taka(amount),
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const writeOffOf = ({ writeOffId, amount, reason, by, at }: BalanceWrittenOff): Payment => ({
  ...noMethodDetails,
  id: writeOffId,
  kind: 'WRITE_OFF',
  method: 'WRITE_OFF',
  amount: taka(amount),
  paidOn: dhakaDate(at),
  reference: reason,
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const noMethodDetails = {
  receiptId: null,
  bankAccountId: null,
  checkNumber: null,
  walletProvider: null,
  mobileNumber: null,
  certificateNumber: null,
  certificateDate: null,
  certificateValue: null,
  depositAccountCode: null,
  depositSerial: null,
  depositDate: null,
  claimPeriod: null,
}

const received = (invoice: ExistingInvoice, event: PaymentRecorded): ExistingInvoice => {
  const receipt = receiptOf(event)
  return {
    ...invoice,
    payments: withPayment(invoice.payments, receipt),
    paid: add(invoice.paid, receipt.amount),
  }
}

const refunded = (invoice: ExistingInvoice, event: RefundRecorded): ExistingInvoice => {
  const refund = refundOf(event)
  return {
    ...invoice,
    payments: withPayment(invoice.payments, refund),
    refunded: add(invoice.refunded, refund.amount),
  }
}

const writtenOff = (invoice: ExistingInvoice, event: BalanceWrittenOff): ExistingInvoice => {
  const writeOff = writeOffOf(event)
  return {
    ...invoice,
    payments: withPayment(invoice.payments, writeOff),
    writtenOff: add(invoice.writtenOff, writeOff.amount),
  }
}

const reversed = (invoice: ExistingInvoice, event: PaymentReversed): ExistingInvoice => {
  const { amount, payments } = reversedIn(invoice, event.paymentId, event)
  return { ...invoice, payments, paid: subtract(invoice.paid, amount) }
}

const writeOffReversed = (invoice: ExistingInvoice, event: WriteOffReversed): ExistingInvoice => {
  const { amount, payments } = reversedIn(invoice, event.writeOffId, event)
  return { ...invoice, payments, writtenOff: subtract(invoice.writtenOff, amount) }
}

/** The payments with the reversal of one of them, and its amount. */
const reversedIn = (
  { payments }: ExistingInvoice,
  id: string,
  { by, at, reason, reversedOn }: PaymentReversed | WriteOffReversed,
) => ({
  payments: withReversal(payments, id, { by, at, reason, reversedOn }),
  amount: findPayment(payments, id)?.amount ?? zero,
})
