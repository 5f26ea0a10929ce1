import type { Instant } from '../calendar/dates.ts'
import type { Reversal } from '../invoice/state.ts'
import type { Poisha } from '../money/poisha.ts'
import type { AllocationData, AllocationRefused, ReceiptRecorded } from './events.ts'

/**
 * PENDING: decided, and not yet carried to the invoice. REVERSING: the receipt is reversed, and the payment
 * of the invoice not yet. A part whose reversal was refused is CARRIED again.
 */
export type AllocationState = 'PENDING' | 'CARRIED' | 'REFUSED' | 'REVERSING' | 'REVERSED'

export type Allocation = Omit<AllocationData, 'amount'> &
  Readonly<{
    amount: Poisha
    state: AllocationState
    acceptOverpayment: boolean
    /** The first round is that of the recording. */
    round: number
    decidedBy: string
    /** Why the invoice refused the part, or its last reversal; otherwise null. */
    refusal: Pick<AllocationRefused, 'code' | 'params'> | null
  }>

/** The stream is empty. */
export type NoReceipt = Readonly<{ status: 'NONE' }>

/** In every state, amount = allocated + unapplied + reversed: see sums.ts. */
export type ExistingReceipt = Omit<
  ReceiptRecorded,
  'type' | 'receiptId' | 'amount' | 'allocations' | 'acceptOverpayment' | 'by' | 'at'
> &
  Readonly<{
    status: 'RECORDED'
    id: string
    amount: Poisha
    /** All that were ever decided, oldest first, also those that were refused or reversed. */
    allocations: readonly Allocation[]
    rounds: number
    /** Money of the customer that is for no invoice. */
    unapplied: Poisha
    reversed: Poisha
    /** The last reversal. There are more when an invoice refused an earlier one. */
    reversal: Reversal | null
    reversals: number
    recordedBy: string
    recordedAt: Instant
    updatedAt: Instant
  }>

export type Receipt = NoReceipt | ExistingReceipt

export const noReceipt: NoReceipt = { status: 'NONE' }
