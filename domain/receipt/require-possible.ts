import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import type { ReceiptAllocated, ReceiptEvent, ReceiptRecorded } from './events.ts'
import type { AllocationState, ExistingReceipt } from './state.ts'
import { isOpen } from './sums.ts'

type LaterEvent = Exclude<ReceiptEvent, ReceiptRecorded>

/**
 * Checks that an event can follow this state. Whether its amounts add up is checked on the state after it.
 * @throws StreamDamaged when the event cannot have happened
 */
export const requirePossible = (receipt: ExistingReceipt, event: LaterEvent): void => {
  const problem = problemOf(receipt, event)
  if (problem !== null) throw new StreamDamaged(problem)
}

/**
 * Checks that no part is decided twice.
 * @throws StreamDamaged when two parts have one id
 */
export const requireDistinct = (parts: readonly { paymentId: string }[]): void => {
  const problem = repeatedPart(parts)
  if (problem !== null) throw new StreamDamaged(problem)
}

/** Why the event cannot have happened, or null. */
const problemOf = (receipt: ExistingReceipt, event: LaterEvent): string | null => {
  switch (event.type) {
    case 'ReceiptAllocated':
      return notAllocatable(receipt, event)
    case 'AllocationCarried':
    case 'AllocationRefused':
      return wrongState(receipt, event, 'PENDING')
    case 'AllocationReversed':
    case 'AllocationReversalRefused':
      return wrongState(receipt, event, 'REVERSING')
    case 'ReceiptReversed':
      return notReversible(receipt)
    case 'ReceiptLeftUnchanged':
      return null
    default:
      return unreachable(event)
  }
}

const notAllocatable = (
  { id, allocations, reversal }: ExistingReceipt,
  event: ReceiptAllocated,
): string | null => {
  if (reversal !== null) return `Receipt ${id} is allocated after its reversal`
  return repeatedPart([...allocations, ...event.allocations])
}

/** Why two of these parts cannot both have been decided, or null. */
const repeatedPart = (parts: readonly { paymentId: string }[]): string | null => {
  const seen = new Set<string>()
  for (const { paymentId } of parts) {
    if (seen.has(paymentId)) return `Part ${paymentId} is decided twice`
    seen.add(paymentId)
  }
  return null
}

const wrongState = (
  { allocations }: ExistingReceipt,
  { type, paymentId }: { type: string; paymentId: string },
  expected: AllocationState,
): string | null => {
  const part = allocations.find((one) => one.paymentId === paymentId)
  if (!part) return `${type} of part ${paymentId}, which was never decided`
  return part.state === expected ? null : `${type} cannot follow the state ${part.state} of part ${paymentId}`
}

const notReversible = ({ id, allocations, unapplied }: ExistingReceipt): string | null => {
  if (allocations.some(isOpen)) return `Receipt ${id} is reversed while the outcome of a part is open`
  const isReversed = unapplied === 0n && !allocations.some(({ state }) => state === 'CARRIED')
  return isReversed ? `Receipt ${id} is reversed twice` : null
}
