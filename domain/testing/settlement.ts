import type { ExistingInvoice } from '../invoice/state.ts'
import { settlementOf, statusOn } from '../invoice/status.ts'
import { writeTaka } from '../money/poisha.ts'
import { approving, creating } from './examples.ts'
import { type Decide, given, history, invoiceAfter } from './scenario.ts'

/** Status on 15 October 2024, balance in taka and paidAt of an invoice. */
export const settlement = (invoice: ExistingInvoice) => [
  statusOn(invoice, '2024-10-15'),
  writeTaka(settlementOf(invoice).balance),
  invoice.paidAt,
]

/** The settlement of an issued invoice of 11,500.00 after these decisions. */
export const settlementAfter = (...decisions: readonly Decide[]) =>
  settlement(invoiceAfter(creating(), approving(), ...decisions))

/** The refusal of a decision on an issued invoice of 11,500.00, after the decisions `before`. */
export const refusalOn = (decide: Decide, ...before: readonly Decide[]) =>
  given(...history(creating(), approving(), ...before)).when(decide).refusal
