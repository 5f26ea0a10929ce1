import type { Instant } from '../../calendar/dates.ts'
import { accepted, allOf, type Result } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import type { LegalSeries, RegisterHead } from '../../numbering/documents.ts'
import { requireRegister } from '../../numbering/register.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { readOptionalText } from '../../text/read.ts'
import type { IssuerData } from '../event-shapes.ts'
import type { CreditNoteIssued, DebitNoteIssued } from '../events.ts'
import { noteLineData } from '../figures.ts'
import { issuerOf } from '../issue/issuer.ts'
import type { ExistingInvoice, NoteLine } from '../state.ts'
import { noteTotals } from './adjustment.ts'
import type { NoteLineInput, RecipientInput } from './input.ts'
import { recipientOf } from './recipient.ts'

/**
 * register: the head of the 6.7 register (6.8 for a debit note) of the fiscal year of `at`, read before the
 * decision.
 */
export type IssueNote = Readonly<{
  tenant: RegisteredTenant
  noteId: string
  lines: readonly NoteLineInput[]
  reason: string
  recipient?: Maybe<RecipientInput>
  /** The vehicle of the invoice without one. */
  vehicle?: Maybe<string>
  register: RegisterHead
  by: string
  at: Instant
}>

/** A note whose lines and reason were read. */
export type ReadNote = Omit<IssueNote, 'lines'> & Readonly<{ lines: readonly NoteLine[] }>

type NoteContent = Omit<CreditNoteIssued | DebitNoteIssued, 'type'>

/**
 * The content of a note's event, with its recipient and its register.
 * @throws BrokenInvariant when the register is not that of the series and of the fiscal year of the note
 */
export const noteContent = (
  invoice: ExistingInvoice,
  note: ReadNote,
  series: LegalSeries,
): Result<NoteContent> => {
  const { noteId, reason, by, at } = note
  const { vat } = noteTotals(note.lines)
  const read = allOf({
    recipient: recipientOf(invoice, note.recipient, { kind: series === '6.7' ? 'CREDIT' : 'DEBIT', vat, at }),
    vehicle: readOptionalText(note.vehicle, 'vehicle'),
  })
  if (!read.ok) return read
  const { recipient } = read.value
  const lines = note.lines.map(noteLineData)
  const register = requireRegister(note.register, { series, place: invoice.place }, at)
  const issuer = noteIssuerOf(note.tenant, invoice)
  const vehicle = read.value.vehicle ?? invoice.vehicle
  return accepted({ noteId, lines, reason, recipient, ...issuer, vehicle, register, by, at })
}

/** The issuer of a note (s.52(1)). What the tenant no longer has is as on the invoice. */
const noteIssuerOf = (tenant: RegisteredTenant, invoice: ExistingInvoice): IssuerData => {
  const { seller, addressOfIssue, ...issuer } = issuerOf(tenant, invoice)
  return {
    ...issuer,
    seller: {
      ...seller,
      address: seller.address ?? invoice.seller.address,
      bin: seller.bin ?? invoice.seller.bin,
    },
    addressOfIssue: addressOfIssue ?? invoice.addressOfIssue ?? '',
  }
}
