import { codec } from '../event/codec.ts'
import { type EventOf, event } from '../event/declaration.ts'
import { instant, text } from '../event/fields.ts'
import { documentField } from './documents.ts'

/**
 * A legal number was taken. Its serial is the revision of this event in the register + 1 (Rule 40: serial by
 * fiscal year and place of issue).
 */
const numberTaken = event('NumberTaken', {
  document: documentField,
  place: text,
  decidedAt: instant,
  issuedAt: instant,
})

/**
 * A draft number was taken, before the invoice exists. If the invoice is then not created, the number remains
 * unused.
 */
const invoiceNumberTaken = event('InvoiceNumberTaken', { invoiceId: text, takenAt: instant })

export const registerEvents = [numberTaken, invoiceNumberTaken] as const

export type NumberTaken = EventOf<typeof numberTaken>
export type InvoiceNumberTaken = EventOf<typeof invoiceNumberTaken>
export type RegisterEvent = NumberTaken | InvoiceNumberTaken

/**
 * Reads and writes the events of a register. A register has no state to fold: the revision of a take gives
 * its serial.
 */
export const registerCodec = codec(registerEvents)
