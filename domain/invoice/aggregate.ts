import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import { evolve } from '../../domain/invoice/evolve.ts'
import { type Invoice, initial } from '../../domain/invoice/state.ts'
import { decodeInvoiceEvent, encodeInvoiceEvent } from '../../domain/invoice/versions.ts'
import type { Aggregate, Loaded } from './aggregate.ts'

export type LoadedInvoice = Loaded<Invoice, InvoiceEvent>

export const invoices: Aggregate<Invoice, InvoiceEvent> = { initial, evolve, decode: decodeInvoiceEvent, encode: encodeInvoiceEvent }
