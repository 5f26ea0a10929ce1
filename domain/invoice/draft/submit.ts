import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided } from '../../decision.ts'
import type { InvoiceSubmitted } from '../events.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed } from '../status.ts'

export type Submit = Readonly<{ by: string; at: Instant }>

/** Submits a draft for approval. */
export const submit = (invoice: ExistingInvoice, { by, at }: Submit): Decision<InvoiceSubmitted> =>
  notAllowed(invoice, 'submit', at) ?? decided({ type: 'InvoiceSubmitted', by, at })
