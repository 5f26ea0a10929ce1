import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import type { Reversal } from '../invoice/state.ts'
import { add, subtract, taka, zero } from '../money/poisha.ts'
import type {
  AllocationData,
  ReceiptAllocated,
  ReceiptEvent,
  ReceiptRecorded,
  ReceiptReversed,
} from './events.ts'
import { requireDistinct, requirePossible } from './require-possible.ts'
import type { Allocation, ExistingReceipt, Receipt } from './state.ts'
import { allocatedOf } from './sums.ts'

/**
 * The receipt after an event.
 * @throws StreamDamaged when the event cannot have happened after those before it
 */
export const evolveReceipt = (receipt: Receipt, event: ReceiptEvent): ExistingReceipt => {
  const after = next(receipt, event)
  const known = add(allocatedOf(after), after.unapplied, after.reversed)
  if (known !== after.amount || after.unapplied < 0n)
    throw new StreamDamaged(`${event.type} allocates more money than receipt ${after.id} has`)
  return after
}

const next = (receipt: Receipt, event: ReceiptEvent): ExistingReceipt => {
  if (event.type === 'ReceiptRecorded') {
    if (receipt.status !== 'NONE') throw new StreamDamaged(`Receipt ${receipt.id} is recorded twice`)
    requireDistinct(event.allocations)
    return recorded(event)
  }
  if (receipt.status === 'NONE') throw new StreamDamaged(`${event.type} without ReceiptRecorded before it`)
  requirePossible(receipt, event)
  return changed(receipt, event)
}

const changed = (
  receipt: ExistingReceipt,
  event: Exclude<ReceiptEvent, ReceiptRecorded>,
): ExistingReceipt => {
  switch (event.type) {
    case 'ReceiptAllocated':
      return { ...allocated(receipt, event), updatedAt: event.at }
    case 'AllocationCarried':
      return changePart(receipt, event, { state: 'CARRIED' })
    case 'AllocationRefused': {
      const refused = changePart(receipt, event, { state: 'REFUSED', refusal: refusalIn(event) })
      return { ...refused, unapplied: add(receipt.unapplied, amountOf(receipt, event)) }
    }
    case 'ReceiptReversed':
      return {
        ...receipt,
        allocations: receipt.allocations.map(reversing),
        unapplied: zero,
        reversed: add(receipt.reversed, receipt.unapplied),
        reversal: reversalIn(event),
        reversals: receipt.reversals + 1,
        updatedAt: event.at,
      }
    case 'AllocationReversed': {
      const reversed = changePart(receipt, event, { state: 'REVERSED' })
      return { ...reversed, reversed: add(receipt.reversed, amountOf(receipt, event)) }
    }
    case 'AllocationReversalRefused':
      return changePart(receipt, event, { state: 'CARRIED', refusal: refusalIn(event) })
    case 'ReceiptLeftUnchanged':
      return receipt
    default:
      return unreachable(event)
  }
}

const recorded = (event: ReceiptRecorded): ExistingReceipt => {
  const { type, receiptId, allocations, acceptOverpayment, amount, by, at, ...terms } = event
  const receipt: ExistingReceipt = {
    ...terms,
    status: 'RECORDED',
    id: receiptId,
    amount: taka(amount),
    allocations: [],
    rounds: 0,
    unapplied: taka(amount),
    reversed: zero,
    reversal: null,
    reversals: 0,
    recordedBy: by,
    recordedAt: at,
    updatedAt: at,
  }
  return allocated(receipt, event)
}

const allocated = (receipt: ExistingReceipt, event: ReceiptRecorded | ReceiptAllocated): ExistingReceipt => {
  const round = receipt.rounds + 1
  const added = event.allocations.map((data): Allocation => pending(data, event, round))
  const amounts = added.map(({ amount }) => amount)
  return {
    ...receipt,
    allocations: [...receipt.allocations, ...added],
    rounds: round,
    unapplied: subtract(receipt.unapplied, add(zero, ...amounts)),
  }
}

const pending = (
  data: AllocationData,
  { acceptOverpayment, by }: ReceiptRecorded | ReceiptAllocated,
  round: number,
): Allocation => ({
  ...data,
  amount: taka(data.amount),
  state: 'PENDING',
  acceptOverpayment,
  round,
  decidedBy: by,
  refusal: null,
})

const reversalIn = ({ reversedOn, reason, by, at }: ReceiptReversed): Reversal => ({
  reversedOn,
  reason,
  by,
  at,
})

const reversing = (allocation: Allocation): Allocation =>
  allocation.state === 'CARRIED' ? { ...allocation, state: 'REVERSING', refusal: null } : allocation

type OfPart = Readonly<{ paymentId: string; at: string }>

const changePart = (
  receipt: ExistingReceipt,
  { paymentId, at }: OfPart,
  change: Partial<Allocation>,
): ExistingReceipt => ({
  ...receipt,
  allocations: receipt.allocations.map((one) => (one.paymentId === paymentId ? { ...one, ...change } : one)),
  updatedAt: at,
})

const amountOf = ({ allocations }: ExistingReceipt, { paymentId }: OfPart) =>
  add(zero, ...allocations.filter((one) => one.paymentId === paymentId).map(({ amount }) => amount))

const refusalIn = ({ code, params }: NonNullable<Allocation['refusal']>) => ({ code, params })
