import { BrokenInvariant } from '../decision.ts'
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

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

type FigureNames<Thing> = Thing extends unknown
  ? { [Name in keyof Thing]-?: Extract<Thing[Name], bigint> extends never ? never : Name }[keyof Thing]
  : never
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
 * The state as JSON: figures are texts in their smallest unit. When the shape of the state changes, older
 * snapshots are discarded and the events are folded again.
 */
export const snapshotOf = (invoice: ExistingInvoice): Json =>
  JSON.parse(
    JSON.stringify(invoice, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )

/**
 * The state that the snapshot was made of. Parameters of warnings remain texts, whatever their names.
 * @throws BrokenInvariant when the value is neither null nor an object
 */
export const invoiceFrom = (snapshot: Json): Invoice => {
  if (snapshot === null) return initial
  if (typeof snapshot !== 'object' || Array.isArray(snapshot))
    throw new BrokenInvariant('Not a snapshot of an invoice')
  return revive(snapshot) as unknown as Invoice
}

const revive = (value: Json, name = ''): unknown => {
  if (typeof value === 'string') return Object.hasOwn(figures, name) ? BigInt(value) : value
  if (typeof value !== 'object' || value === null || name === 'params') return value
  if (Array.isArray(value)) return value.map((item: Json) => revive(item))
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, revive(inner, field)]))
}
