import { BrokenInvariant, type Decision, type Refusal } from '../decision.ts'
import { fold } from '../event/aggregate.ts'
import { invoices } from '../invoice/aggregate.ts'
import type { InvoiceEvent } from '../invoice/events.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { writeTaka } from '../money/poisha.ts'
import { receipts } from '../receipt/aggregate.ts'
import { allocateReceipt } from '../receipt/allocate-receipt.ts'
import type { ReceiptEvent } from '../receipt/events.ts'
import type { ReceiptInput } from '../receipt/input.ts'
import { recordReceipt } from '../receipt/record-receipt.ts'
import { reverseReceipt } from '../receipt/reverse-receipt.ts'
import type { ExistingReceipt, Receipt } from '../receipt/state.ts'
import { allocatedOf } from '../receipt/sums.ts'
import { approving, creating, noon, rahim } from './examples.ts'
import { type Decide, history, requireParams } from './scenario.ts'

/** The receipt of the examples, and its commands with defaults. */
export const receiptId = 'r-1'

/** The events of an invoice of 11,500.00 with this id, issued to customer-1, after these decisions. */
export const issuedEvents = (id: string, ...decisions: readonly Decide[]): readonly InvoiceEvent[] =>
  history(creating(), approving(), ...decisions).map((event) =>
    event.type === 'InvoiceCreated' ? { ...event, invoiceId: id } : event,
  )

export const invoiceOf = (events: readonly InvoiceEvent[]): ExistingInvoice =>
  fold(invoices, events) as ExistingInvoice

/** An issued invoice of 11,500.00 with this id, after these decisions. */
export const issued = (id: string, ...decisions: readonly Decide[]): ExistingInvoice =>
  invoiceOf(issuedEvents(id, ...decisions))

export const byId = (...of: readonly ExistingInvoice[]): ReadonlyMap<string, ExistingInvoice> =>
  new Map(of.map((invoice) => [invoice.id, invoice]))

/** A bank transfer of this amount from customer-1; each part is an id of an invoice and an amount. */
export const transfer = (
  amount: string,
  parts: readonly (readonly [string, string])[] = [],
  more: Partial<ReceiptInput> = {},
): ReceiptInput => ({
  customerId: 'customer-1',
  amount,
  method: 'BANK_TRANSFER',
  bankAccountId: 'acc-1',
  paidOn: '2024-10-15',
  allocations: parts.map(([invoiceId, part]) => ({ invoiceId, amount: part })),
  ...more,
})

export const recording = (
  input: ReceiptInput,
  of: readonly ExistingInvoice[],
  receipt: Receipt = receipts.initial,
  id = receiptId,
): Decision<ReceiptEvent> => {
  const command = { tenantId: 'acme', receiptId: id, input, invoices: byId(...of), by: rahim, at: noon }
  return recordReceipt(receipt, command)
}

export const allocating = (
  receipt: ExistingReceipt,
  parts: readonly (readonly [string, string])[],
  of: readonly ExistingInvoice[],
  acceptOverpayment = false,
): Decision<ReceiptEvent> =>
  allocateReceipt(receipt, {
    allocations: parts.map(([invoiceId, amount]) => ({ invoiceId, amount })),
    acceptOverpayment,
    invoices: byId(...of),
    by: rahim,
    at: noon,
  })

export const reversingReceipt = (
  receipt: ExistingReceipt,
  of: readonly ExistingInvoice[],
  reason = 'The bank returned the check',
  reversedOn: string | null = null,
): Decision<ReceiptEvent> =>
  reverseReceipt(receipt, { reason, reversedOn, invoices: byId(...of), by: rahim, at: noon })

/** The receipt after these events. */
export const receiptAfter = (...events: readonly ReceiptEvent[]): ExistingReceipt =>
  fold(receipts, events) as ExistingReceipt

/** The events of a decision. A refusal is a mistake of the test, and it throws. */
export const eventsOf = <Event>(decision: Decision<Event>): readonly Event[] => {
  if (decision.ok) return decision.events
  throw new BrokenInvariant(`Refused: ${decision.refusal.code} ${decision.refusal.message}`)
}

const codeAndPath = ({ code, path }: Refusal): readonly [Refusal['code'], string?] => [code, path]

/** Code and path of the refusal, or null. A refusal without a parameter of its message throws. */
export const refusalOf = (decision: Decision<unknown>): readonly [Refusal['code'], string?] | null =>
  decision.ok ? null : codeAndPath(requireParams(decision.refusal))

/** Allocated, unapplied and reversed, in taka. */
export const sums = (receipt: ExistingReceipt): readonly string[] =>
  [allocatedOf(receipt), receipt.unapplied, receipt.reversed].map(writeTaka)

export const carried = (invoiceId: string, round = 1): ReceiptEvent => ({
  type: 'AllocationCarried',
  paymentId: `${receiptId}-${round}-${invoiceId}`,
  at: noon,
})
