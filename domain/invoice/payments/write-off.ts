import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided, refused } from '../../decision.ts'
import { add, taka, writeTaka } from '../../money/poisha.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { readReason } from '../../text/read.ts'
import type { BalanceWrittenOff } from '../events.ts'
import { refuseMorePayments } from '../life-limits.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed, settlementOf } from '../status.ts'

/** newId: the id of the write-off, by which reversePayment undoes it. */
export type WriteOff = Readonly<{
  tenant: RegisteredTenant
  newId: string
  reason: string
  by: string
  at: Instant
}>

/**
 * Gives up the whole balance of an issued invoice. It is no receipt and changes no tax: the VAT of a rest
 * that the buyer never pays stays due. All write-offs of the invoice together are at most the limit of the
 * tenant, so that a small rest cannot be given up again and again.
 */
export const writeOffBalance = (invoice: ExistingInvoice, command: WriteOff): Decision<BalanceWrittenOff> => {
  const { tenant, newId: writeOffId, by, at } = command
  const { balance } = settlementOf(invoice)
  if (invoice.approvedAt !== null && balance <= 0n)
    return refused('NOTHING_TO_WRITE_OFF', { balance: writeTaka(balance) })
  const refusal = notAllowed(invoice, 'writeOff', at) ?? refuseMorePayments(invoice, 'WRITE_OFF')
  if (refusal) return refusal
  const reason = readReason(command.reason)
  if (!reason.ok) return reason
  const total = add(invoice.writtenOff, balance)
  const limit = taka(tenant.writeOffLimit)
  if (total > limit)
    return refused('WRITE_OFF_TOO_LARGE', { amount: writeTaka(total), limit: writeTaka(limit) })
  const amount = writeTaka(balance)
  return decided({ type: 'BalanceWrittenOff', writeOffId, amount, reason: reason.value, by, at })
}
