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

type FigureOf<Thing> = Thing extends unknown
  ? { [Name in keyof Thing]-?: Extract<Thing[Name], bigint> extends never ? never : Name }[keyof Thing]
  : never
type Figure =
  | FigureOf<ExistingInvoice>
  | FigureOf<Line>
  | FigureOf<Line['remaining']>
  | FigureOf<Totals>
  | FigureOf<Payment>
  | FigureOf<Note>
  | FigureOf<NoteLine>

/** Fields that hold whole poisha, millionths and the like; the compiler keeps this list complete. */
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
  expectedCash: true,
  amount: true,
  paid: true,
  refunded: true,
  credited: true,
  debited: true,
} as const satisfies Record<Figure, true>

/** The folded state as JSON, figures as texts of their smallest unit. Grows with the state's shape: a reader of an older one folds the events again. */
export const snapshotOf = (invoice: ExistingInvoice): Json =>
  JSON.parse(
    JSON.stringify(invoice, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )

/** Exactly the state that the snapshot was made of. Warning parameters are texts of people and stay as they are. */
export const invoiceFrom = (snapshot: Json): Invoice => {
  if (snapshot === null) return initial
  if (typeof snapshot !== 'object' || Array.isArray(snapshot))
    throw new BrokenInvariant('Not a snapshot of an invoice')
  return revived(snapshot) as unknown as Invoice
}

const revived = (value: Json, name = ''): unknown => {
  if (typeof value === 'string') return Object.hasOwn(figures, name) ? BigInt(value) : value
  if (typeof value !== 'object' || value === null || name === 'params') return value
  if (Array.isArray(value)) return value.map((item: Json) => revived(item))
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, revived(inner, field)]))
}
