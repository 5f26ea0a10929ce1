import { codec } from '../../event/codec.ts'
import { type EventOf, event } from '../../event/declaration.ts'
import { instant, text } from '../../event/fields.ts'

/**
 * A receipt is recorded with an idempotency key. A client may choose the id of the receipt as well, and then
 * the stream of another receipt would not tell that the key is in use. This event is the only one of the
 * stream of the key, and it is stored before the receipt.
 */
const receiptKeyUsed = event('ReceiptKeyUsed', { tenantId: text, receiptId: text, by: text, at: instant })

export const receiptKeyEvents = [receiptKeyUsed] as const

export type ReceiptKeyUsed = EventOf<typeof receiptKeyUsed>

/** Reads and writes the event of a key. The stream has no state to fold. */
export const receiptKeyCodec = codec(receiptKeyEvents)
