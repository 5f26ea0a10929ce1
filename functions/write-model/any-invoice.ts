import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { invoices } from '../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import { invoiceView } from '../contract/views/invoice.ts'
import { pokeRelay } from './poke.ts'
import type { InvoiceStream } from './stream.ts'

/** The parts that every command on an invoice has, new or existing. */
export const anyInvoice = {
  aggregate: invoices,
  unchanged: (by: string, at: string): InvoiceEvent => ({ type: 'InvoiceLeftUnchanged', by, at }),
  announce: pokeRelay,
  /** The status is that of today in Dhaka. */
  view: ({ state, revision }: InvoiceStream, paths?: readonly string[]) =>
    invoiceView({ invoice: state, revision, today: dhakaDate(new Date().toISOString()) }, paths),
}
