import type { LocalDate } from '../calendar/dates.ts'
import type { Month } from '../calendar/months.ts'
import type { Invoice, Payment } from '../invoice/state.ts'

/** A receipt, a refund or a write-off of an invoice, as returns and ages read it. */
export type TaxReceipt = Pick<Payment, 'id' | 'receiptId' | 'kind' | 'method' | 'amount' | 'paidOn'> &
  Pick<Payment, 'certificateNumber' | 'certificateDate' | 'certificateValue'> &
  Pick<Payment, 'depositAccountCode' | 'depositSerial' | 'depositDate'> &
  Readonly<{
    invoiceId: string
    buyerId: string
    /** The date from which it counts no more; null while it counts. */
    reversedOn: LocalDate | null
    /**
     * Of a VDS certificate, as it was recorded: whether it is later than the law allows depends on the dated
     * table, and a correction of that table must reach certificates that were recorded before.
     */
    claimPeriod: Month | null
  }>

/**
 * The receipts, refunds and write-offs that were added or reversed since the state `before`; all where that
 * state is not known.
 */
export const receiptsChangedSince = (
  before: Invoice | undefined,
  invoice: Invoice,
): readonly TaxReceipt[] => {
  if (invoice.status === 'NONE') return []
  // A payment keeps its position, and nothing but its reversal changes.
  const known = before === undefined || before.status === 'NONE' ? [] : before.payments
  return invoice.payments
    .filter(({ reversal }, index) => {
      const earlier = known[index]
      return earlier === undefined || earlier.reversal?.reversedOn !== reversal?.reversedOn
    })
    .map((payment) => receiptOf(payment, invoice.id, invoice.buyer.partyId))
}

const receiptOf = (payment: Payment, invoiceId: string, buyerId: string): TaxReceipt => ({
  id: payment.id,
  invoiceId,
  buyerId,
  receiptId: payment.receiptId,
  kind: payment.kind,
  method: payment.method,
  amount: payment.amount,
  paidOn: payment.paidOn,
  reversedOn: payment.reversal?.reversedOn ?? null,
  certificateNumber: payment.certificateNumber,
  certificateDate: payment.certificateDate,
  certificateValue: payment.certificateValue,
  depositAccountCode: payment.depositAccountCode,
  depositSerial: payment.depositSerial,
  depositDate: payment.depositDate,
  claimPeriod: payment.claimPeriod,
})
