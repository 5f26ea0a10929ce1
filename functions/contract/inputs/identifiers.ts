import { formatted, textUpTo } from './fields.ts'

const uuidFormat = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isInvoiceId = (text: string): boolean => uuidFormat.test(text)

export const invoiceId = formatted.regex(
  uuidFormat,
  'is not an invoice id: a UUID in lower case, as createInvoice returned it',
)

export const receiptId = formatted.regex(
  uuidFormat,
  'is not a receipt id: a UUID in lower case, as recordReceipt returned it',
)

/** The id of a tenant, which is part of the name of a stream. EventStoreDB limits a name to 1,024 bytes. */
export const tenantId = textUpTo(200)
/** An invoice number or Mushak number as people type it. */
export const documentNumber = textUpTo(100)
