import type { LocalDate } from '../calendar/dates.ts'
import type { Month } from '../calendar/months.ts'
import type { Quantity } from '../money/poisha.ts'
import { add, amountOf, type Percent, type Poisha, type Price, percentOf, zero } from '../money/poisha.ts'
import type { LegalSeries } from '../numbering/documents.ts'
import { type ReturnNote, suppliedNotes } from './return-notes.ts'

/** What the rows of a sub-form are: sums of equal supplies, credit or debit notes, or certificates. */
export type SubFormKind =
  | 'SUPPLIES'
  | 'DEBIT_NOTES'
  | 'CREDIT_NOTES'
  | 'CERTIFICATES'
  | 'REVERSED_CERTIFICATES'

/** A note of the return with a sub-form. Note 9 has none: it is the sum of the notes before it. */
export type SubFormNote = Exclude<ReturnNote, 9>

export const subFormNotes = suppliedNotes.filter((note) => note !== 9)

export const hasSubForm = (note: number): note is SubFormNote =>
  (subFormNotes as readonly number[]).includes(note)

/** Notes 26 and 38 are the VAT and the supplementary duty of the same documents, and so are 31 and 39. */
export const subFormKindOf = (note: SubFormNote): SubFormKind => {
  switch (note) {
    case 26:
    case 38:
      return 'DEBIT_NOTES'
    case 31:
    case 39:
      return 'CREDIT_NOTES'
    case 29:
      return 'CERTIFICATES'
    case 27:
      return 'REVERSED_CERTIFICATES'
    default:
      return 'SUPPLIES'
  }
}

/**
 * A row of a sub-form. What the sub-form of a note does not have is null. Amounts are positive sizes, also
 * those of credit notes.
 */
export type SubFormRow = Readonly<{
  /** The place of the row in the order of its sub-form: the next page begins after both of them. */
  key: string
  id: string
  /** How many lines of tax invoices the row sums; 1 for a note or a certificate. */
  count: number
  /** Of supplies: what was supplied. The quantity of a note is null where its lines have several units. */
  description: string | null
  hsCode: string | null
  unit: string | null
  quantity: Quantity | null
  vatRate: Percent | null
  specificVatPerUnit: Price | null
  supplementaryDutyRate: Percent | null
  /** Of a certificate: the value that it covers; null where that was not given. */
  value: Poisha | null
  supplementaryDuty: Poisha | null
  vat: Poisha
  /** What the portal computes from the value of the row; null where it computes nothing. */
  portal: Readonly<{ supplementaryDuty: Poisha; vat: Poisha }> | null
  buyerName: string | null
  buyerBin: string | null
  buyerAddress: string | null
  /** Of notes: the document, and why it was issued. */
  documentId: string | null
  kind: LegalSeries | null
  documentNumber: string | null
  issuedOn: LocalDate | null
  reason: string | null
  /** Of notes and certificates: their invoice. Its number and date are null while it has no legal number. */
  invoiceId: string | null
  invoiceNumber: string | null
  invoiceIssuedOn: LocalDate | null
  /** Of certificates. */
  paymentId: string | null
  certificateNumber: string | null
  certificateDate: LocalDate | null
  depositAccountCode: string | null
  depositSerial: string | null
  depositDate: LocalDate | null
  claimPeriod: Month | null
  reversedOn: LocalDate | null
}>

/** A row of which nothing is known but its place. The rows of each kind of sub-form add what they have. */
export const emptyRow = {
  ...{ description: null, hsCode: null, unit: null, quantity: null },
  ...{ vatRate: null, specificVatPerUnit: null, supplementaryDutyRate: null },
  ...{ value: null, supplementaryDuty: null, portal: null },
  ...{ buyerName: null, buyerBin: null, buyerAddress: null },
  ...{ documentId: null, kind: null, documentNumber: null, issuedOn: null, reason: null },
  ...{ invoiceId: null, invoiceNumber: null, invoiceIssuedOn: null, paymentId: null },
  ...{ certificateNumber: null, certificateDate: null, claimPeriod: null, reversedOn: null },
  ...{ depositAccountCode: null, depositSerial: null, depositDate: null },
} as const satisfies Partial<SubFormRow>

/** What supplies of one kind are taxed by. */
type Rates = Pick<SubFormRow, 'vatRate' | 'specificVatPerUnit'> & Readonly<{ supplementaryDutyRate: Percent }>

/**
 * The supplementary duty and the VAT that the portal of NBR computes from a row, because it asks for values
 * alone. Our amounts are sums of rounded lines and can differ from them by some poisha. A supply that is
 * exempt has no rate.
 */
export const portalTax = (
  { vatRate, specificVatPerUnit, supplementaryDutyRate }: Rates,
  { value, quantity }: Readonly<{ value: Poisha; quantity: Quantity | null }>,
): Readonly<{ supplementaryDuty: Poisha; vat: Poisha }> => {
  const supplementaryDuty = percentOf(value, supplementaryDutyRate)
  if (specificVatPerUnit !== null)
    return { supplementaryDuty, vat: quantity === null ? zero : amountOf(quantity, specificVatPerUnit) }
  const vat = vatRate === null ? zero : percentOf(add(value, supplementaryDuty), vatRate)
  return { supplementaryDuty, vat }
}
