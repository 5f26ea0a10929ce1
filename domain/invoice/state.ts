import type { Instant, LocalDate } from '../calendar/dates.ts'
import type { Poisha, Quantity } from '../money/poisha.ts'
import type { Document, RegisterHead } from '../numbering/documents.ts'
import type { LineTax, Supply } from '../tax/line.ts'
import type { Totals } from '../tax/totals.ts'
import type {
  ContentData,
  IssuerData,
  LineData,
  PartyData,
  SettlementMethod,
  WarningData,
} from './event-shapes.ts'
import type { PaymentRecorded } from './events.ts'

export type Party = PartyData
export type Warning = WarningData

/** The amounts that notes change. */
export type Amounts = Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>

export type Line = Supply &
  LineTax &
  Pick<LineData, 'id' | 'description' | 'unit' | 'hsCode' | 'supplyClass'> &
  Readonly<{
    /** original + debits - credits */
    remaining: Amounts & Readonly<{ quantity: Quantity }>
  }>

/** reversedOn: the date in Dhaka from which the payment counts no more. */
export type Reversal = Readonly<{ reversedOn: LocalDate; reason: string; by: string; at: Instant }>

/**
 * A receipt, a refund or a write-off. Only a receipt has the details of a certificate, and a write-off has
 * none of any method; what does not apply is null. A write-off is paid on the date in Dhaka on which it was
 * recorded, and its reason is its reference.
 */
export type Payment = Omit<PaymentRecorded, 'type' | 'paymentId' | 'amount' | 'method' | 'by' | 'at'> &
  Readonly<{
    id: string
    kind: 'RECEIPT' | 'REFUND' | 'WRITE_OFF'
    method: SettlementMethod
    amount: Poisha
    recordedBy: string
    recordedAt: Instant
    reversal: Reversal | null
  }>

/** Who ended an invoice, when and why. */
export type Cancellation = Readonly<{ by: string; at: Instant; reason: string }>

/** quantity is null where a note changes the amounts alone. total is value + supplementary duty + VAT. */
export type NoteLine = Amounts & Readonly<{ lineId: string; quantity: Quantity | null; total: Poisha }>

export type Note = Amounts &
  IssuerData &
  Readonly<{
    id: string
    kind: 'CREDIT' | 'DEBIT'
    /** Null, like issuedAt, until the note is numbered. */
    number: string | null
    issuedAt: Instant | null
    reason: string
    decidedBy: string
    decidedAt: Instant
    recipient: Party
    vehicle: string | null
    lines: readonly NoteLine[]
    total: Poisha
  }>

/**
 * A document that is decided and not yet numbered. The search for its number starts at the revision of this
 * register head.
 */
export type OpenNumber = Readonly<{ document: Document; register: RegisterHead; decidedAt: Instant }>

type Content = Omit<ContentData, 'lines'> &
  Readonly<{
    id: string
    tenantId: string
    invoiceNumber: string
    lines: readonly Line[]
    totals: Totals
    /** The highest number that a line has had, so that no id is used for a second line. */
    lastLine: number
    /** The users who created or edited the draft. */
    editors: readonly string[]
    createdBy: string
    createdAt: Instant
    updatedAt: Instant
    submittedBy: string | null
    rejectionReason: string | null
    /** As at approval; null before it. */
    placeName: string | null
    responsiblePersonName: string | null
    responsiblePersonDesignation: string | null
    /** Of a cancelled invoice, by InvoiceCancelled alone: see cancellationOf. */
    cancelledBy: string | null
    cancelledAt: Instant | null
    cancellationReason: string | null
    /** The note that brought the net total to zero; null while the net total is above. */
    closedByNote: Cancellation | null
    approvedBy: string | null
    approvedAt: Instant | null
    /** The legal number; null, like issuedAt, until the invoice is numbered. */
    mushakNumber: string | null
    issuedAt: Instant | null
    openNumbers: readonly OpenNumber[]
    payments: readonly Payment[]
    /** The ids of payments that can never be recorded, because they were refused as parts of receipts. */
    refusedPayments: readonly string[]
    notes: readonly Note[]
    /** receipts - reversals */
    paid: Poisha
    refunded: Poisha
    /** write-offs - their reversals */
    writtenOff: Poisha
    credited: Poisha
    debited: Poisha
    /** When the balance reached zero; null while it is above, or the invoice is CANCELLED. */
    paidAt: Instant | null
  }>

/** The stream is empty. */
export type NoInvoice = Readonly<{ status: 'NONE' }>
export type Draft = Content & Readonly<{ status: 'DRAFT' | 'PENDING_APPROVAL' }>
/**
 * Approved. Its status for a reader (PAID, OVERDUE, ...) follows from its sums and the date: see status.ts.
 */
export type Issued = Content & Readonly<{ status: 'ISSUED'; approvedBy: string; approvedAt: Instant }>
/** Discarded as a draft, or issued and then cancelled by a credit note for all that remained. */
export type Cancelled = Content &
  Readonly<{ status: 'CANCELLED'; cancelledBy: string; cancelledAt: Instant; cancellationReason: string }>

export type ExistingInvoice = Draft | Issued | Cancelled
export type Invoice = NoInvoice | ExistingInvoice

export const initial: NoInvoice = { status: 'NONE' }
