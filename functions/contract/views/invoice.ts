import type { LocalDate } from '../../../domain/calendar/dates.ts'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import {
  type ExpectedCertificates,
  expectedCash,
  expectedCertificates,
} from '../../../domain/invoice/payments/expected-certificates.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { cancellationOf, settlementOf, statusOn } from '../../../domain/invoice/status.ts'
import { warningsOf } from '../../../domain/invoice/warnings.ts'
import { lineView } from './line.ts'
import { money } from './money.ts'
import { noteView } from './note.ts'
import { paymentView } from './payment.ts'
import { type FieldsOf, type ViewOf, viewMaker } from './selected-view.ts'

type Source = { invoice: ExistingInvoice; revision: number; today: LocalDate }

const heading = {
  id: ({ invoice }) => invoice.id,
  invoiceNumber: ({ invoice }) => invoice.invoiceNumber,
  mushakNumber: ({ invoice }) => invoice.mushakNumber,
  vendorId: ({ invoice }) => invoice.seller.partyId,
  customerId: ({ invoice }) => invoice.buyer.partyId,
  vendor: ({ invoice }) => ({ id: invoice.seller.partyId }),
  customer: ({ invoice }) => ({ id: invoice.buyer.partyId }),
  seller: ({ invoice }) => invoice.seller,
  buyer: ({ invoice }) => invoice.buyer,
  place: ({ invoice }) => invoice.place,
  placeName: ({ invoice }) => invoice.placeName,
  addressOfIssue: ({ invoice }) => invoice.addressOfIssue,
  responsiblePersonName: ({ invoice }) => invoice.responsiblePersonName,
  responsiblePersonDesignation: ({ invoice }) => invoice.responsiblePersonDesignation,
  vendorTIN: ({ invoice }) => invoice.seller.tin,
  vendorBIN: ({ invoice }) => invoice.seller.bin,
  customerTIN: ({ invoice }) => invoice.buyer.tin,
  customerBIN: ({ invoice }) => invoice.buyer.bin,
  invoiceDate: ({ invoice }) => invoice.invoiceDate,
  dueDate: ({ invoice }) => invoice.dueDate,
  fiscalYear: ({ invoice }) => invoice.fiscalYear,
  destination: ({ invoice }) => invoice.destination,
  vehicle: ({ invoice }) => invoice.vehicle,
  challanNumber: ({ invoice }) => invoice.challanNumber,
} as const satisfies FieldsOf<Source>

const sums = {
  subtotal: ({ invoice }) => money(invoice.totals.subtotal),
  supplementaryDuty: ({ invoice }) => money(invoice.totals.supplementaryDuty),
  vatAmount: ({ invoice }) => money(invoice.totals.vat),
  advanceIncomeTax: ({ invoice }) => money(invoice.totals.advanceIncomeTax),
  grandTotal: ({ invoice }) => money(invoice.totals.grandTotal),
  vatDeductedAtSource: ({ invoice }) => money(invoice.totals.vatDeductedAtSource),
  expectedCash: ({ invoice }) => money(expectedCash(invoice)),
  paidAmount: ({ invoice }) => money(invoice.paid),
  refundedAmount: ({ invoice }) => money(invoice.refunded),
  creditedAmount: ({ invoice }) => money(invoice.credited),
  debitedAmount: ({ invoice }) => money(invoice.debited),
  writtenOffAmount: ({ invoice }) => money(settlementOf(invoice).writtenOff),
  balance: ({ invoice }) => money(settlementOf(invoice).balance),
  refundDue: ({ invoice }) => money(settlementOf(invoice).refundDue),
} as const satisfies FieldsOf<Source>

const certificateView = ({ kind, expected, recorded, outstanding }: ExpectedCertificates) => ({
  kind,
  expected: money(expected),
  recorded: money(recorded),
  outstanding: money(outstanding),
})

const lifeCycle = {
  createdBy: ({ invoice }) => invoice.createdBy,
  createdAt: ({ invoice }) => invoice.createdAt,
  updatedAt: ({ invoice }) => invoice.updatedAt,
  submittedBy: ({ invoice }) => invoice.submittedBy,
  rejectionReason: ({ invoice }) => invoice.rejectionReason,
  approvedBy: ({ invoice }) => invoice.approvedBy,
  approvedAt: ({ invoice }) => invoice.approvedAt,
  issuedAt: ({ invoice }) => invoice.issuedAt,
  issueDate: ({ invoice }) => (invoice.issuedAt === null ? null : dhakaDate(invoice.issuedAt)),
  paidAt: ({ invoice }) => invoice.paidAt,
  cancelledBy: ({ invoice }) => cancellationOf(invoice)?.by ?? null,
  cancelledAt: ({ invoice }) => cancellationOf(invoice)?.at ?? null,
  cancellationReason: ({ invoice }) => cancellationOf(invoice)?.reason ?? null,
} as const satisfies FieldsOf<Source>

/** The return follows the date of issue; a draft is shown as if it were issued on its invoice date. */
const reportedOn = ({ issuedAt, invoiceDate }: ExistingInvoice): LocalDate =>
  issuedAt === null ? invoiceDate : dhakaDate(issuedAt)

const lineViews = (invoice: ExistingInvoice, below: readonly string[] | undefined) => {
  const reported = { reportedOn: reportedOn(invoice) }
  return invoice.lines.map((line) => lineView({ line, ...reported }, below))
}

const fields = {
  ...heading,
  ...sums,
  ...lifeCycle,
  status: ({ invoice, today }) => statusOn(invoice, today),
  lineItems: ({ invoice }, below) => lineViews(invoice, below),
  warnings: ({ invoice }) =>
    warningsOf(invoice).map(({ lineIds, ...warning }) => ({ ...warning, lineItemIds: lineIds })),
  payments: ({ invoice }) => invoice.payments.map(paymentView),
  certificates: ({ invoice }) => expectedCertificates(invoice).map(certificateView),
  notes: ({ invoice }) => invoice.notes.map(noteView),
  revision: ({ revision }) => revision,
} as const satisfies FieldsOf<Source>

export type InvoiceView = ViewOf<typeof fields>
/** The selected fields of an invoice. */
export type PartialView = Partial<InvoiceView>

/**
 * The type Invoice of the contract, or what the paths select of it: the state at a revision of its stream,
 * with its status on this date in Dhaka.
 */
export const invoiceView = viewMaker<Source, typeof fields>(fields)
