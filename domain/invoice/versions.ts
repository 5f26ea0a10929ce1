import { decode, encode, personalFields, type StoredEvent } from '../event/decode.ts'
import { type InvoiceEvent, invoiceEvents } from './events.ts'

/** Reads a stored event of any known version. Throws EventUndecodable: an unknown newer version is EVENT_VERSION_UNKNOWN. */
export const decodeInvoiceEvent = (type: string, version: number, data: unknown): InvoiceEvent =>
  decode(invoiceEvents, { type, version, data: data as StoredEvent['data'] })

/** The event as stored: type, schema version for the metadata, and data. */
export const encodeInvoiceEvent = (event: InvoiceEvent): StoredEvent => encode(invoiceEvents, event)

/** Paths of personal fields, such as `.buyer.nid`: these never go to logs, metrics or headers. */
export const personalFieldsOf = (type: InvoiceEvent['type']): readonly string[] =>
  personalFields(invoiceEvents, type)
