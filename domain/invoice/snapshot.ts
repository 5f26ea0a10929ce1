import { type FigureNames, type Json, stateFrom } from '../event/snapshot.ts'
import type { Totals } from '../tax/totals.ts'
import {
  type ExistingInvoice,
  type Invoice,
  initial,
  type Line,
  type Note,
  type NoteLine,
  type Payment,
} from './state.ts'

type FigureName =
  | FigureNames<ExistingInvoice>
  | FigureNames<Line>
  | FigureNames<Line['remaining']>
  | FigureNames<Totals>
  | FigureNames<Payment>
  | FigureNames<Note>
  | FigureNames<NoteLine>

/** The fields of a state that are figures (bigint). The compiler rejects a list that is not complete. */
const figures = {
  quantity: true,
  unitPrice: true,
  discount: true,
  vatRate: true,
  specificVatPerUnit: true,
  supplementaryDutyRate: true,
  advanceIncomeTaxRate: true,
  vdsRate: true,
  value: true,
  supplementaryDuty: true,
  vat: true,
  advanceIncomeTax: true,
  vatDeductedAtSource: true,
  total: true,
  subtotal: true,
  grandTotal: true,
  amount: true,
  paid: true,
  refunded: true,
  writtenOff: true,
  credited: true,
  debited: true,
} as const satisfies Record<FigureName, true>

/**
 * The number of the shape that a snapshot has: its fields, and what their values mean. Raise it whenever a
 * fold of the same events gives another state; rows of another number are then folded again from their
 * streams. A test notices fields that are new or gone, and not that a field has got another meaning.
 */
export const invoiceShape = 1

/**
 * The invoice that the snapshot was made of; no invoice for null.
 * @throws BrokenInvariant when the value is neither null nor an object
 */
export const invoiceFrom = (snapshot: Json): Invoice =>
  snapshot === null ? initial : stateFrom<Invoice>(snapshot, figures)
