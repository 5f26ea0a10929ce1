import type { Aggregate } from '../event/aggregate.ts'
import { codec } from '../event/codec.ts'
import { type InvoiceEvent, invoiceEvents } from './events.ts'
import { evolve } from './evolve.ts'
import { type ExistingInvoice, initial, type NoInvoice } from './state.ts'

export const invoices: Aggregate<NoInvoice, ExistingInvoice, InvoiceEvent> = {
  initial,
  evolve,
  ...codec(invoiceEvents),
}
