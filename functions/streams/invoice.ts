import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import { evolve } from '../../domain/invoice/evolve.ts'
import { type Invoice, initial } from '../../domain/invoice/state.ts'
import { decodeInvoiceEvent } from '../../domain/invoice/versions.ts'
import { type Recorded, recorded } from './recorded.ts'

export const recordedInvoiceEvent = recorded(decodeInvoiceEvent)

/** The state after these events, oldest first. */
export const foldInvoice = (history: readonly Recorded<InvoiceEvent>[]): Invoice =>
  history.reduce<Invoice>((invoice, { event }) => evolve(invoice, event), initial)
