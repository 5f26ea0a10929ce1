import { writeOffBalance } from '../invoice/payments/write-off.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { settlementOf, statusOn } from '../invoice/status.ts'
import { writeTaka } from '../money/poisha.ts'
import { acme, approving, creating, noon, rahim } from './examples.ts'
import { type Decide, given, history, invoiceAfter, onExisting } from './scenario.ts'

/** Gives up the balance, for a tenant with this limit in taka. */
export const writingOff = (
  reason = 'Bank charge of the buyer',
  when: Readonly<{ id?: string; limit?: string; by?: string; at?: string }> = {},
): Decide =>
  onExisting((invoice) => {
    const { id: newId = 'w', limit: writeOffLimit = '10.00', by = rahim, at = noon } = when
    return writeOffBalance(invoice, { tenant: { ...acme, writeOffLimit }, newId, reason, by, at })
  })

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
