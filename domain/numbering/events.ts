import { codec } from '../event/codec.ts'
import { type EventOf, event } from '../event/declaration.ts'
import { instant, text } from '../event/fields.ts'
import { documentField } from './documents.ts'

/** A legal number is taken: its serial is the event's revision in the register + 1. */
export const numberTaken = event('NumberTaken', {
  document: documentField,
  decidedAt: instant,
  issuedAt: instant,
})

/** A draft number is taken, before the invoice exists; an abandoned create leaves it unused, for the audit to list. */
export const invoiceNumberTaken = event('InvoiceNumberTaken', { invoiceId: text, takenAt: instant })

export const registerEvents = [numberTaken, invoiceNumberTaken] as const

export type NumberTaken = EventOf<typeof numberTaken>
export type InvoiceNumberTaken = EventOf<typeof invoiceNumberTaken>
export type RegisterEvent = NumberTaken | InvoiceNumberTaken

/** Reads and writes the events of a register. A register has no state: the revision of a take is its serial. */
export const registerCodec = codec(registerEvents)
