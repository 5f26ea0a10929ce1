import type { Instant } from '../calendar/dates.ts'
import { laterOf } from '../calendar/dhaka.ts'
import { accepted, allOf, type Decision, decided, type Result, refused } from '../decision.ts'
import { sameData } from '../event/same-data.ts'
import { type MoneyMethod, moneyMethods } from '../invoice/event-shapes.ts'
import { readPayment } from '../invoice/payments/read-payment.ts'
import { taka, writeTaka } from '../money/poisha.ts'
import { readTakaAboveZero } from '../money/read.ts'
import { readText } from '../text/read.ts'
import { decideAllocations, type Invoices } from './decide-allocations.ts'
import type { ReceiptRecorded } from './events.ts'
import { type AllocationInput, longestReceiptId, type ReceiptInput } from './input.ts'
import type { Allocation, ExistingReceipt, Receipt } from './state.ts'

export type RecordReceipt = Readonly<{
  tenantId: string
  receiptId: string
  input: ReceiptInput
  invoices: Invoices
  by: string
  at: Instant
}>

type Terms = Omit<ReceiptRecorded, 'type' | 'receiptId' | 'tenantId' | 'allocations' | 'by' | 'at'>

/**
 * Records money from a customer, and which invoices it is for. What is for no invoice remains unapplied. A
 * repeated receiptId counts once.
 */
export const recordReceipt = (receipt: Receipt, command: RecordReceipt): Decision<ReceiptRecorded> => {
  const { tenantId, input, invoices, by, at } = command
  const read = allOf({
    id: readText(command.receiptId, 'input.receiptId', longestReceiptId),
    // A repetition is read at the time of the recording: at midnight a clock may be seconds behind.
    terms: readReceipt(input, receipt.status === 'NONE' ? at : laterOf(at, receipt.recordedAt)),
  })
  if (!read.ok) return read
  const { id: receiptId, terms } = read.value
  if (receipt.status !== 'NONE') {
    return isRepeated(receipt, terms, input)
      ? decided()
      : refused('RECEIPT_ID_REUSED', { receiptId }, 'input.receiptId')
  }
  const allocations = decideAllocations({
    terms: { ...terms, id: receiptId },
    number: 1,
    before: 0,
    available: taka(terms.amount),
    allocations: input.allocations,
    acceptOverpayment: terms.acceptOverpayment,
    invoices,
    path: 'input.allocations',
    by,
    at,
  })
  if (!allocations.ok) return allocations
  return decided({
    type: 'ReceiptRecorded',
    receiptId,
    tenantId,
    ...terms,
    allocations: allocations.value,
    by,
    at,
  })
}

const readReceipt = (input: ReceiptInput, at: Instant): Result<Terms> => {
  const method = readMethod(input.method)
  if (!method.ok) return method
  const { customerId, allocations, acceptOverpayment, ...payment } = input
  const read = allOf({
    customerId: readText(customerId, 'input.customerId'),
    payment: readPayment(payment, at),
  })
  if (!read.ok) return read
  const { amount, paidOn, reference, bankAccountId, checkNumber, walletProvider, mobileNumber } =
    read.value.payment
  return accepted({
    customerId: read.value.customerId,
    ...{ amount, method: method.value, paidOn, reference },
    ...{ bankAccountId, checkNumber, walletProvider, mobileNumber },
    acceptOverpayment: acceptOverpayment ?? false,
  })
}

const readMethod = (method: ReceiptInput['method']): Result<MoneyMethod> => {
  const known = moneyMethods.find((one) => one === method)
  return known ? accepted(known) : refused('PAYMENT_METHOD_NOT_ALLOWED', { method }, 'input.method')
}

/**
 * Whether the receipt was recorded with the same terms and the same first allocations, in any order. No two
 * of those are for one invoice, so an input that names an invoice twice is not the same.
 */
const isRepeated = (receipt: ExistingReceipt, terms: Terms, input: ReceiptInput): boolean => {
  const { acceptOverpayment, ...same } = terms
  const recorded = { ...receipt, amount: writeTaka(receipt.amount) }
  const first = receipt.allocations.filter(({ round }) => round === 1)
  return (
    sameData({ ...recorded, ...same }, recorded) &&
    first.length === input.allocations.length &&
    first.every((part) => input.allocations.some((one) => isSamePart(part, one)))
  )
}

const isSamePart = (part: Allocation, { invoiceId, amount }: AllocationInput): boolean => {
  const read = readTakaAboveZero(amount, '')
  return part.invoiceId === invoiceId && read.ok && part.amount === read.value
}
