import type { Instant } from '../calendar/dates.ts'
import {
  accepted,
  BrokenInvariant,
  type Decision,
  decided,
  each,
  type Refusal,
  type Result,
  refused,
} from '../decision.ts'
import { evolve } from '../invoice/evolve.ts'
import { readReversedOn } from '../invoice/payments/reversed-on.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import type { Maybe } from '../maybe.ts'
import { readReason } from '../text/read.ts'
import type { Invoices } from './decide-allocations.ts'
import type { ReceiptReversed } from './events.ts'
import { reversePart } from './part.ts'
import type { Allocation, ExistingReceipt } from './state.ts'
import { openAllocations } from './sums.ts'

/** reversedOn: today in Dhaka by default. */
export type ReverseReceipt = Readonly<{
  reason: string
  reversedOn?: Maybe<string>
  invoices: Invoices
  by: string
  at: Instant
}>

/**
 * Reverses a receipt with all of its parts: the check bounced. If an invoice would refuse the reversal of its
 * part, nothing is reversed. After a reversal that an invoice refused later, the parts that remain can be
 * reversed again.
 */
export const reverseReceipt = (
  receipt: ExistingReceipt,
  command: ReverseReceipt,
): Decision<ReceiptReversed> => {
  const { invoices, by, at } = command
  const reason = readReason(command.reason)
  if (!reason.ok) return reason
  const parts = reversibleParts(receipt)
  const pending = receipt.allocations.some(({ state }) => state === 'PENDING')
  if (parts.length === 0 && receipt.unapplied === 0n && !pending)
    return refused('RECEIPT_ALREADY_REVERSED', { receiptId: receipt.id }, 'receiptId')
  // Every part is carried before this decision, except one whose invoice cannot be read.
  const [open] = openAllocations(receipt)
  if (open) return refused('RECEIPT_PART_OPEN', { invoice: invoiceNameOf(open) }, 'receiptId')
  const reversedOn = readReversedOn(command.reversedOn, { paidOn: receipt.paidOn, at })
  if (!reversedOn.ok) return reversedOn
  const reversal = { reversedOn: reversedOn.value, reason: reason.value, by, at }
  const possible = decideReversals({ ...receipt, reversal }, parts, invoices)
  return possible.ok ? decided({ type: 'ReceiptReversed', ...reversal }) : possible
}

/** How a person names the invoice of a part. */
export const invoiceNameOf = ({ mushakNumber, invoiceNumber }: Allocation): string =>
  mushakNumber ?? invoiceNumber

/** The parts that are at their invoices. */
export const reversibleParts = ({ allocations }: ExistingReceipt): readonly Allocation[] =>
  allocations.filter(({ state }) => state === 'CARRIED')

type Reversing = Pick<ExistingReceipt, 'id'> & { reversal: NonNullable<ExistingReceipt['reversal']> }

/**
 * The parts, each decided by its invoice after the parts before it: two rounds may have parts of one invoice,
 * and its refunds may leave room for the reversal of either, but not of both.
 */
const decideReversals = (
  receipt: Reversing,
  parts: readonly Allocation[],
  invoices: Invoices,
): Result<readonly Allocation[]> => {
  const after = new Map(invoices)
  return each(parts, (part) => {
    const invoice = after.get(part.invoiceId)
    if (!invoice)
      throw new BrokenInvariant(`Receipt ${receipt.id} has a part of an invoice that was not read`)
    const decision = reversePart(invoice, receipt, part, receipt.reversal.at)
    if (!decision.ok) return { ok: false, refusal: withInvoice(decision.refusal, invoice) }
    after.set(part.invoiceId, decision.events.reduce(evolve, invoice))
    return accepted(part)
  })
}

/** The message of the refusal begins with the number of the invoice, because a receipt may have many. */
const withInvoice = (
  { code, message, params, others }: Refusal,
  { mushakNumber, invoiceNumber }: ExistingInvoice,
): Refusal => ({
  code,
  message: `${mushakNumber ?? invoiceNumber}: ${message}`,
  params,
  path: 'receiptId',
  ...(others && { others }),
})
