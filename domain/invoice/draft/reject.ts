import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided } from '../../decision.ts'
import { readReason } from '../../text/read.ts'
import type { InvoiceRejected } from '../events.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed } from '../status.ts'

export type Reject = Readonly<{ reason: string; by: string; at: Instant }>

/** Makes a submitted invoice a draft again, with the reason. */
export const reject = (invoice: ExistingInvoice, command: Reject): Decision<InvoiceRejected> => {
  const { by, at } = command
  const refusal = notAllowed(invoice, 'reject', at)
  if (refusal) return refusal
  const reason = readReason(command.reason)
  return reason.ok ? decided({ type: 'InvoiceRejected', reason: reason.value, by, at }) : reason
}
