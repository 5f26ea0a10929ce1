import type { Instant } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { BrokenInvariant, type Decision, decided } from '../../decision.ts'
import type { RegisterHead } from '../../numbering/series.ts'
import { readReason } from '../../text/read.ts'
import type { RecipientInput } from '../draft/input.ts'
import type { CreditNoteIssued, InvoiceCancelled } from '../events.ts'
import type { Invoice, Issued } from '../state.ts'
import { existing, invalidState, notAllowed, settlementOf, statusOn } from '../status.ts'
import { creditRest } from './adjustment.ts'
import { creditNote } from './credit.ts'

/** noteId and register (head of the 6.7 register of the fiscal year of `at`) are needed for an issued invoice, and only for one. */
export type Cancel = Readonly<{
  reason: string
  recipient?: RecipientInput | null | undefined
  noteId?: string | undefined
  register?: RegisterHead | undefined
  by: string
  at: Instant
}>

/** Discards a draft; an issued invoice on which nothing is received gets a credit note for all that remains of it (Rule 44). */
export const cancel = (invoice: Invoice, command: Cancel): Decision<CreditNoteIssued | InvoiceCancelled> => {
  const standing = existing(invoice)
  const refusal = notAllowed(standing, 'cancel', command.at)
  if (refusal) return refusal
  const reason = readReason(command.reason)
  if (!reason.ok) return reason
  const cancelled = {
    type: 'InvoiceCancelled',
    reason: reason.value,
    by: command.by,
    at: command.at,
  } as const
  if (standing.status !== 'ISSUED') return decided(cancelled)
  if (settlementOf(standing).received !== 0n)
    return invalidState('cancel', statusOn(standing, dhakaDate(command.at)))
  const credited = creditAll(standing, command)
  return credited.ok ? decided<CreditNoteIssued | InvoiceCancelled>(...credited.events, cancelled) : credited
}

const creditAll = (invoice: Issued, command: Cancel): Decision<CreditNoteIssued> => {
  const { noteId, register } = command
  if (noteId === undefined || register === undefined)
    throw new BrokenInvariant('Cancelling an issued invoice takes a credit note')
  const lines = invoice.lines.map(creditRest).filter((line) => line !== null)
  return creditNote(invoice, { ...command, noteId, register, lines })
}
