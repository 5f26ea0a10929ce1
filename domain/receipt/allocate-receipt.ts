import type { Instant } from '../calendar/dates.ts'
import { type Decision, decided, refused } from '../decision.ts'
import { decideAllocations, type Invoices } from './decide-allocations.ts'
import type { ReceiptAllocated } from './events.ts'
import type { AllocationInput } from './input.ts'
import type { ExistingReceipt } from './state.ts'

export type AllocateReceipt = Readonly<{
  allocations: readonly AllocationInput[]
  acceptOverpayment: boolean
  invoices: Invoices
  by: string
  at: Instant
}>

/** Allocates money of a receipt that is for no invoice yet. */
export const allocateReceipt = (
  receipt: ExistingReceipt,
  { allocations, acceptOverpayment, invoices, by, at }: AllocateReceipt,
): Decision<ReceiptAllocated> => {
  if (receipt.reversal !== null) return refused('RECEIPT_REVERSED', { receiptId: receipt.id }, 'receiptId')
  if (allocations.length === 0) return refused('FIELD_REQUIRED', { field: 'allocations' }, 'allocations')
  const parts = decideAllocations({
    terms: receipt,
    number: receipt.rounds + 1,
    before: receipt.allocations.length,
    available: receipt.unapplied,
    ...{ allocations, acceptOverpayment, invoices, path: 'allocations', by, at },
  })
  if (!parts.ok) return parts
  return decided({ type: 'ReceiptAllocated', allocations: parts.value, acceptOverpayment, by, at })
}
