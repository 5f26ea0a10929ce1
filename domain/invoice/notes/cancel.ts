import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import type { RegisterHead } from '../../numbering/documents.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { readReason } from '../../text/read.ts'
import type { CreditNoteIssued, InvoiceCancelled } from '../events.ts'
import type { ExistingInvoice, Issued } from '../state.ts'
import { notAllowed } from '../status.ts'
import { creditRemaining } from './adjustment.ts'
import { creditNote } from './credit.ts'
import type { RecipientInput } from './input.ts'

/**
 * noteId and register are for the credit note of an issued invoice; a draft uses neither. register: the head
 * of the 6.7 register of the fiscal year of `at`, read before the decision.
 */
export type Cancel = Readonly<{
  tenant: RegisteredTenant
  reason: string
  recipient?: Maybe<RecipientInput>
  noteId: string
  register: RegisterHead
  by: string
  at: Instant
}>

/**
 * Discards a draft, or cancels an issued, unpaid invoice with a credit note for all that remains (s.52). An
 * issued invoice itself is never withdrawn (Rule 44).
 */
export const cancel = (
  invoice: ExistingInvoice,
  command: Cancel,
): Decision<CreditNoteIssued | InvoiceCancelled> => {
  const refusal = notAllowed(invoice, 'cancel', command.at)
  if (refusal) return refusal
  const reason = readReason(command.reason)
  if (!reason.ok) return reason
  const { by, at } = command
  const cancelled = { type: 'InvoiceCancelled', reason: reason.value, by, at } as const
  if (invoice.status !== 'ISSUED') return decided(cancelled)
  const credited = creditAll(invoice, command)
  return credited.ok ? decided<CreditNoteIssued | InvoiceCancelled>(...credited.events, cancelled) : credited
}

const creditAll = (invoice: Issued, command: Cancel): Decision<CreditNoteIssued> => {
  const lines = invoice.lines.map(creditRemaining).filter((line) => line !== null)
  return creditNote(invoice, { ...command, lines })
}
