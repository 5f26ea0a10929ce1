import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided } from '../../decision.ts'
import type { InvoiceSubmitted } from '../events.ts'
import type { Invoice } from '../state.ts'
import { existing, notAllowed } from '../status.ts'

export type Submit = Readonly<{ by: string; at: Instant }>

/** Hands a draft in for approval. */
export const submit = (invoice: Invoice, { by, at }: Submit): Decision<InvoiceSubmitted> =>
  notAllowed(existing(invoice), 'submit', at) ?? decided({ type: 'InvoiceSubmitted', by, at })
