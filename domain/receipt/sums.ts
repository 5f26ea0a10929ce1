import { add, type Poisha, zero } from '../money/poisha.ts'
import type { Allocation, AllocationState, ExistingReceipt } from './state.ts'

/** The states of a part whose money is, or is about to be, at its invoice. */
const applied: readonly AllocationState[] = ['PENDING', 'CARRIED', 'REVERSING']

/** The money that is at invoices or is about to be carried there. */
export const allocatedOf = ({ allocations }: Pick<ExistingReceipt, 'allocations'>): Poisha =>
  add(zero, ...allocations.filter(({ state }) => applied.includes(state)).map(({ amount }) => amount))

/** Whether the outcome of the part is not yet known: its invoice has to be asked. */
export const isOpen = ({ state }: Allocation): boolean => state === 'PENDING' || state === 'REVERSING'

/** The parts whose invoices have to be asked, in the order of their decision. */
export const openAllocations = ({ allocations }: ExistingReceipt): readonly Allocation[] =>
  allocations.filter(isOpen)
