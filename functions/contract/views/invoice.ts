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

/**
 * The type Invoice of the contract: the state at a revision of its stream, with its status on this date in
 * Dhaka.
 */
export const invoiceView = (invoice: ExistingInvoice, revision: number, today: LocalDate) => ({
  ...heading(invoice),
  ...sums(invoice),
  ...lifeCycle(invoice),
  status: statusOn(invoice, today),
  lineItems: invoice.lines.map((line) => lineView(line, reportedOn(invoice))),
  warnings: warningsOf(invoice).map(({ lineIds, ...warning }) => ({ ...warning, lineItemIds: lineIds })),
  payments: invoice.payments.map(paymentView),
  certificates: expectedCertificates(invoice).map(certificateView),
  notes: invoice.notes.map(noteView),
  revision,
})

/** The return follows the date of issue; a draft is shown as if it were issued on its invoice date. */
const reportedOn = ({ issuedAt, invoiceDate }: ExistingInvoice): LocalDate =>
  issuedAt === null ? invoiceDate : dhakaDate(issuedAt)

const heading = (invoice: ExistingInvoice) => ({
  id: invoice.id,
  invoiceNumber: invoice.invoiceNumber,
  mushakNumber: invoice.mushakNumber,
  vendorId: invoice.seller.partyId,
  customerId: invoice.buyer.partyId,
  vendor: { id: invoice.seller.partyId },
  customer: { id: invoice.buyer.partyId },
  seller: invoice.seller,
  buyer: invoice.buyer,
  place: invoice.place,
  placeName: invoice.placeName,
  addressOfIssue: invoice.addressOfIssue,
  responsiblePersonName: invoice.responsiblePersonName,
  responsiblePersonDesignation: invoice.responsiblePersonDesignation,
  vendorTIN: invoice.seller.tin,
  vendorBIN: invoice.seller.bin,
  customerTIN: invoice.buyer.tin,
  customerBIN: invoice.buyer.bin,
  invoiceDate: invoice.invoiceDate,
  dueDate: invoice.dueDate,
  fiscalYear: invoice.fiscalYear,
  destination: invoice.destination,
  vehicle: invoice.vehicle,
  challanNumber: invoice.challanNumber,
})

const sums = (invoice: ExistingInvoice) => {
  const { totals } = invoice
  const { writtenOff, balance, refundDue } = settlementOf(invoice)
  return {
    subtotal: money(totals.subtotal),
    supplementaryDuty: money(totals.supplementaryDuty),
    vatAmount: money(totals.vat),
    advanceIncomeTax: money(totals.advanceIncomeTax),
    grandTotal: money(totals.grandTotal),
    vatDeductedAtSource: money(totals.vatDeductedAtSource),
    expectedCash: money(expectedCash(invoice)),
    paidAmount: money(invoice.paid),
    refundedAmount: money(invoice.refunded),
    creditedAmount: money(invoice.credited),
    debitedAmount: money(invoice.debited),
    writtenOffAmount: money(writtenOff),
    balance: money(balance),
    refundDue: money(refundDue),
  }
}

const certificateView = ({ kind, expected, recorded, outstanding }: ExpectedCertificates) => ({
  kind,
  expected: money(expected),
  recorded: money(recorded),
  outstanding: money(outstanding),
})

const lifeCycle = (invoice: ExistingInvoice) => {
  const cancellation = cancellationOf(invoice)
  return {
    createdBy: invoice.createdBy,
    createdAt: invoice.createdAt,
    updatedAt: invoice.updatedAt,
    submittedBy: invoice.submittedBy,
    rejectionReason: invoice.rejectionReason,
    approvedBy: invoice.approvedBy,
    approvedAt: invoice.approvedAt,
    issuedAt: invoice.issuedAt,
    issueDate: invoice.issuedAt === null ? null : dhakaDate(invoice.issuedAt),
    paidAt: invoice.paidAt,
    cancelledBy: cancellation?.by ?? null,
    cancelledAt: cancellation?.at ?? null,
    cancellationReason: cancellation?.reason ?? null,
  }
}
