import { type FigureNames, type Json, stateFrom } from '../event/snapshot.ts'
import type { Allocation, ExistingReceipt } from './state.ts'

/** The fields of a state that are figures. The compiler rejects a list that is not complete. */
const figures = {
  amount: true,
  unapplied: true,
  reversed: true,
} as const satisfies Record<FigureNames<ExistingReceipt> | FigureNames<Allocation>, true>

/** The number of the shape that a snapshot has. When to raise it: see `invoiceShape`. */
export const receiptShape = 1

/**
 * The receipt that the snapshot was made of.
 * @throws BrokenInvariant when the value is not an object
 */
export const receiptFrom = (snapshot: Json): ExistingReceipt => stateFrom(snapshot, figures)
