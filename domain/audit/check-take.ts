import type { Instant } from '../calendar/dates.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import {
  type Document,
  type RegisterHead,
  registerYear,
  sameDocument,
  seriesOf,
} from '../numbering/documents.ts'
import type { NumberTaken } from '../numbering/events.ts'
import {
  fiscalYearOfNumber,
  type MushakNumberParts,
  parseMushakNumber,
  serialAt,
} from '../numbering/numbers.ts'
import { type Remark, remarkIf } from './finding.ts'

/** A take, at its revision in a register. */
export type TakeInRegister = Readonly<{
  register: Omit<RegisterHead, 'revision'>
  revision: number
  take: NumberTaken
}>

/** What one document is called in a message. */
export const nameOf = ({ kind, invoiceId, noteId }: Document): string =>
  noteId === null ? `${kind} ${invoiceId}` : `${kind} ${noteId} of invoice ${invoiceId}`

/** The number of a document, or null while it has none; undefined where the invoice has no such document. */
export const numberOf = (invoice: ExistingInvoice, document: Document): string | null | undefined => {
  if (document.invoiceId !== invoice.id) return undefined
  if (document.kind === 'INVOICE') return invoice.approvedAt === null ? undefined : invoice.mushakNumber
  const kind = document.kind === 'CREDIT_NOTE' ? 'CREDIT' : 'DEBIT'
  return invoice.notes.find((note) => note.id === document.noteId && note.kind === kind)?.number
}

/**
 * Checks a take by itself and after the one before it: it is of its register, issued no earlier than the
 * serial before, and within the fiscal year in Dhaka. `previous` is undefined where the revision before is
 * missing.
 */
export const checkTake = (
  { register, revision, take }: TakeInRegister,
  previous: Readonly<{ issuedAt: Instant }> | undefined,
): readonly Remark[] => {
  const serial = serialAt(revision)
  const isOutOfOrder = previous !== undefined && Date.parse(take.issuedAt) < Date.parse(previous.issuedAt)
  const isOfOther = seriesOf(take.document) !== register.series || take.place !== register.place
  return [
    ...remarkIf(
      revision > 0 && previous === undefined,
      'SERIAL_MISSING',
      `serial ${serial - 1} is missing before serial ${serial}`,
    ),
    ...remarkIf(
      isOutOfOrder,
      'ISSUED_OUT_OF_ORDER',
      `serial ${serial} is issued at ${take.issuedAt}, before serial ${serial - 1} at ${previous?.issuedAt}`,
    ),
    ...remarkIf(
      registerYear(take.issuedAt) !== register.fiscalYear,
      'ISSUED_OUTSIDE_YEAR',
      `serial ${serial} is issued at ${take.issuedAt}, which is not in ${register.fiscalYear} in Dhaka`,
    ),
    ...remarkIf(
      isOfOther,
      'NUMBER_DIFFERS',
      `serial ${serial} is of ${seriesOf(take.document)} of ${take.place}, and in another register`,
    ),
  ]
}

/**
 * Checks that the serial of a take belongs to its document. A document whose number is of an earlier take has
 * been taken twice: the first take counts, because whoever looks for the number of a document finds that one,
 * and the later serial is on no document.
 */
export const checkOwnerOfTake = (
  { register, revision, take: { document } }: TakeInRegister,
  invoice: ExistingInvoice | undefined,
): readonly Remark[] => {
  const serial = serialAt(revision)
  const number = invoice && numberOf(invoice, document)
  const isOpen = invoice?.openNumbers.some((open) => sameDocument(open.document, document)) ?? false
  if (isOpen) return []
  if (number === undefined || number === null)
    return [
      { code: 'SERIAL_WITHOUT_DOCUMENT', what: `serial ${serial} is of ${nameOf(document)}, never decided` },
    ]
  const assigned = parseMushakNumber(number)
  const isOfRegister = assigned !== null && isNumberIn(register, assigned)
  if (isOfRegister && assigned.serial === serial) return []
  const what = `serial ${serial} was taken for ${nameOf(document)}, which has ${number}`
  return isOfRegister && assigned.serial < serial
    ? [{ code: 'SERIAL_TAKEN_TWICE', what: `${what}. The first take counts; no document has this serial` }]
    : [{ code: 'SERIAL_WITHOUT_DOCUMENT', what }]
}

const isNumberIn = (register: TakeInRegister['register'], number: MushakNumberParts): boolean =>
  number.series === register.series &&
  number.place === register.place &&
  fiscalYearOfNumber(number) === register.fiscalYear
