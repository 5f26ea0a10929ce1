import type { Instant } from '../calendar/dates.ts'
import { accepted, BrokenInvariant, each, type Refusal, type Result, refused } from '../decision.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { add, type Poisha, writeTaka, zero } from '../money/poisha.ts'
import { readTakaAboveZero } from '../money/read.ts'
import type { AllocationData } from './events.ts'
import type { AllocationInput } from './input.ts'
import { partId, type ReceiptTerms, recordPart } from './part.ts'

/**
 * Maximum number of allocations of a receipt over its life, those that were refused or reversed included. A
 * reversal reads the invoices of all of them and appends to each, and an answer has about 600 bytes of each.
 */
export const maxAllocations = 200

/** The invoices of the tenant that allocations name, by id. */
export type Invoices = ReadonlyMap<string, ExistingInvoice>

/** A round of allocations. `path` is that of their list in the input. */
export type Round = Readonly<{
  terms: ReceiptTerms
  number: number
  /** How many allocations the receipt has before this round. */
  before: number
  /** The money that may be allocated. */
  available: Poisha
  allocations: readonly AllocationInput[]
  acceptOverpayment: boolean
  invoices: Invoices
  path: string
  by: string
  at: Instant
}>

/**
 * The parts of a round, each decided by its invoice as it is. One refused part refuses them all, with the
 * code of the invoice and the path of the allocation.
 * @throws BrokenInvariant when an invoice is not among those that were read
 */
export const decideAllocations = (round: Round): Result<readonly AllocationData[]> => {
  const { allocations, available, before, path } = round
  const count = before + allocations.length
  if (count > maxAllocations) return refused('TOO_MANY_ALLOCATIONS', { count, most: maxAllocations }, path)
  const amounts = each(allocations, ({ amount }, index) =>
    readTakaAboveZero(amount, `${path}[${index}].amount`),
  )
  if (!amounts.ok) return amounts
  const repeated = findRepeated(round)
  if (repeated) return repeated
  const total = add(zero, ...amounts.value)
  if (total > available) {
    const params = { total: writeTaka(total), available: writeTaka(available) }
    return refused('ALLOCATIONS_EXCEED_RECEIPT', params, path)
  }
  return each(allocations, ({ invoiceId }, index) =>
    decidePart(round, { invoiceId, amount: amounts.value[index] ?? zero, path: `${path}[${index}]` }),
  )
}

const findRepeated = ({ allocations, path }: Round) => {
  const ids = allocations.map(({ invoiceId }) => invoiceId)
  const index = ids.findIndex((id, place) => ids.indexOf(id) !== place)
  return index < 0
    ? undefined
    : refused('ALLOCATION_REPEATED', { invoiceId: ids[index] ?? '' }, `${path}[${index}].invoiceId`)
}

type Part = Readonly<{ invoiceId: string; amount: Poisha; path: string }>

const decidePart = (
  { terms, number, invoices, acceptOverpayment, by, at }: Round,
  { invoiceId, amount, path }: Part,
): Result<AllocationData> => {
  const invoice = invoices.get(invoiceId)
  if (!invoice) throw new BrokenInvariant(`Invoice ${invoiceId} was not read`)
  const { invoiceNumber, mushakNumber } = invoice
  const [buyerId, customerId] = [invoice.buyer.partyId, terms.customerId]
  if (buyerId !== customerId)
    return refused('INVOICE_OF_OTHER_CUSTOMER', { invoiceNumber, buyerId, customerId }, `${path}.invoiceId`)
  const paymentId = partId(terms.id, number, invoiceId)
  const decision = recordPart(invoice, terms, { paymentId, amount, acceptOverpayment, decidedBy: by }, at)
  if (!decision.ok) return { ok: false, refusal: atAllocation(decision.refusal, path) }
  return accepted({ paymentId, invoiceId, invoiceNumber, mushakNumber, amount: writeTaka(amount) })
}

/**
 * The invoice names a field of a payment. The amount is that of the allocation; the rest is the receipt's.
 */
const atAllocation = (refusal: Refusal, path: string): Refusal => ({
  ...refusal,
  path: refusal.path === 'input.amount' ? `${path}.amount` : path,
})
