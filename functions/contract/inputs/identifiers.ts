import { longestReceiptId } from '../../../domain/receipt/input.ts'
import { trimmed } from '../../../domain/text/blanks.ts'
import { isUuid } from '../../../infra/event-store/stable-id.ts'
import { formatted, textUpTo } from './fields.ts'

export const isInvoiceId = isUuid

export const invoiceId = formatted.refine(
  isInvoiceId,
  'is not an invoice id: a UUID in lower case, as createInvoice returned it',
)

/**
 * Any text that the client chose, or the UUID that recordReceipt made. The name of the stream follows from
 * it, so it is trimmed before anything reads it.
 */
export const receiptId = textUpTo(longestReceiptId).transform(trimmed)

/** Twice the 200 characters of an id, for pairs of UTF-16. Its lexeme must have at most 2,046 bytes. */
export const partyId = textUpTo(400).transform(trimmed)

/** The id of a tenant, which is part of the name of a stream. EventStoreDB limits a name to 1,024 bytes. */
export const tenantId = textUpTo(200)
/** An invoice number or Mushak number as people type it. */
export const documentNumber = textUpTo(100)
