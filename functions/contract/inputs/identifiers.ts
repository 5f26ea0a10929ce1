import { formatted, textUpTo } from './fields.ts'

const invoiceIdFormat = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const invoiceId = formatted.regex(
  invoiceIdFormat,
  'is not an invoice id: a UUID in lower case, as createInvoice returned it',
)

/** The id of a tenant, which is part of the name of a stream. EventStoreDB limits a name to 1,024 bytes. */
export const tenantId = textUpTo(200)
/** An invoice number or Mushak number as people type it. */
export const documentNumber = textUpTo(100)
