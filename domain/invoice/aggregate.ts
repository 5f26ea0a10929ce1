import type { Aggregate, Loaded } from '../event/aggregate.ts'
import type { InvoiceEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { type Invoice, initial } from './state.ts'
import { decodeInvoiceEvent, encodeInvoiceEvent } from './versions.ts'

export type LoadedInvoice = Loaded<Invoice, InvoiceEvent>

export const invoices: Aggregate<Invoice, InvoiceEvent> = {
  initial,
  evolve,
  decode: decodeInvoiceEvent,
  encode: encodeInvoiceEvent,
}
