import type { Instant, LocalDate } from '../calendar/dates.ts'
import type { FiscalYear } from '../calendar/fiscal-year.ts'
import type { Percent, Poisha, Price, Quantity } from '../money/poisha.ts'
import type { Document } from '../numbering/documents.ts'
import type { RegisterHead } from '../numbering/series.ts'
import type { VatCategory } from '../tax/categories.ts'
import type { Totals } from '../tax/totals.ts'
import type { PartyData, PaymentMethod, WalletProvider, WarningData } from './event-shapes.ts'

export type Party = PartyData
export type Warning = WarningData

/** Sizes that notes change: what was supplied and its tax. */
export type Amounts = Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>

export type Line = Amounts &
  Readonly<{
    id: string
    description: string
    unit: string | null
    quantity: Quantity
    unitPrice: Price
    discount: Poisha
    vatCategory: VatCategory
    /** Null for SPECIFIC and EXEMPT. */
    vatRate: Percent | null
    specificVatPerUnit: Price | null
    supplementaryDutyRate: Percent
    advanceIncomeTaxRate: Percent
    vdsRate: Percent
    hsCode: string | null
    vatReturnNote: number
    advanceIncomeTax: Poisha
    vatDeductedAtSource: Poisha
    /** value + supplementary duty + VAT */
    total: Poisha
    /** original + debits - credits */
    remaining: Amounts & Readonly<{ quantity: Quantity }>
  }>

export type Payment = Readonly<{
  id: string
  kind: 'RECEIPT' | 'REFUND'
  amount: Poisha
  method: PaymentMethod
  paidOn: LocalDate
  reference: string | null
  bankAccountId: string | null
  checkNumber: string | null
  walletProvider: WalletProvider | null
  mobileNumber: string | null
  certificateNumber: string | null
  certificateDate: LocalDate | null
  recordedBy: string
  recordedAt: Instant
  reversal: Readonly<{ by: string; at: Instant; reason: string }> | null
}>

export type NoteLine = Amounts & Readonly<{ lineId: string; quantity: Quantity | null; total: Poisha }>

export type Note = Amounts &
  Readonly<{
    id: string
    kind: 'CREDIT' | 'DEBIT'
    /** Null, with issuedAt, between decision and numbering. */
    number: string | null
    issuedAt: Instant | null
    reason: string
    decidedBy: string
    decidedAt: Instant
    recipient: Party
    lines: readonly NoteLine[]
    total: Poisha
  }>

/** A document decided and not yet numbered: whoever finishes it starts at the register's revision seen by the decision. */
export type OpenNumber = Readonly<{ document: Document; register: RegisterHead; decidedAt: Instant }>

type Content = Readonly<{
  id: string
  tenantId: string
  invoiceNumber: string
  seller: Party
  buyer: Party
  invoiceDate: LocalDate
  dueDate: LocalDate
  fiscalYear: FiscalYear
  destination: string | null
  vehicle: string | null
  challanNumber: string | null
  lines: readonly Line[]
  totals: Totals
  warnings: readonly Warning[]
  /** The highest line number ever given: an id is never used for a second line. */
  lastLine: number
  /** Whoever created or edited the draft. */
  editors: readonly string[]
  createdBy: string
  createdAt: Instant
  updatedAt: Instant
  submittedBy: string | null
  rejectionReason: string | null
  cancelledBy: string | null
  cancelledAt: Instant | null
  cancellationReason: string | null
  approvedBy: string | null
  approvedAt: Instant | null
  /** Legal number and time of issue: null until numbered. */
  mushakNumber: string | null
  issuedAt: Instant | null
  openNumbers: readonly OpenNumber[]
  payments: readonly Payment[]
  notes: readonly Note[]
  /** Receipts less reversals. */
  paid: Poisha
  refunded: Poisha
  credited: Poisha
  debited: Poisha
  paidAt: Instant | null
}>

/** The stream is empty. */
export type NoInvoice = Readonly<{ status: 'NONE' }>
export type Draft = Content & Readonly<{ status: 'DRAFT' | 'PENDING_APPROVAL' }>
/** Approved. What it is called (PAID, OVERDUE, ...) follows from its sums and the date: see status.ts. */
export type Issued = Content & Readonly<{ status: 'ISSUED'; approvedBy: string; approvedAt: Instant }>
/** Discarded as a draft, or issued and cancelled by a credit note for all of it. */
export type Cancelled = Content &
  Readonly<{ status: 'CANCELLED'; cancelledBy: string; cancelledAt: Instant; cancellationReason: string }>

export type ExistingInvoice = Draft | Issued | Cancelled
export type Invoice = NoInvoice | ExistingInvoice

export const initial: NoInvoice = { status: 'NONE' }
