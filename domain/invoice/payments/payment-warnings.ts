import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import type { Param } from '../../refusal/entry.ts'
import { lastClaimPeriod } from '../../tax/claim-periods.ts'
import { plainCode } from '../../text/digits.ts'
import type { ExistingInvoice, Payment } from '../state.ts'
import { isClaimedLate } from './claim-period.ts'

/** The messages of the warnings that follow from payments. */
export const paymentWarningMessages = {
  CERTIFICATE_REPEATED:
    'The {kind} {number} is recorded {times} times on this invoice. Reverse what was recorded twice.',
  CLAIM_LATE:
    'Withheld VAT of a payment in {paidIn} could be claimed until {last}. This certificate is in no return.',
  ADVANCE_BEFORE_ISSUE:
    'Received in {paidIn}, before {issuedIn}, the month of issue: VAT on it was due in {paidIn} (s.33).',
} as const

/**
 * A warning that follows from the payments as they are. It is not stored, because a reversal ends it. `path`
 * is that of the payment in the answer.
 */
export type PaymentWarning = Readonly<{
  code: keyof typeof paymentWarningMessages
  path: string
  params: Readonly<Record<string, Param>>
}>

/** The warnings of the payments that are not reversed. */
export const paymentWarnings = (invoice: ExistingInvoice): readonly PaymentWarning[] => {
  const counts = countCertificates(invoice.payments)
  return invoice.payments.flatMap((payment, index) => {
    if (payment.kind !== 'RECEIPT' || payment.reversal !== null) return []
    const path = `payments[${index}]`
    return [
      ...repeatedCertificate(payment, counts, path),
      ...lateClaim(payment, path),
      ...earlyReceipt(payment, invoice, path),
    ]
  })
}

/** How often each certificate is recorded: same kind and number, however the number is typed. */
const countCertificates = (payments: readonly Payment[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const payment of payments) {
    const key = certificateKey(payment)
    if (key !== null && payment.reversal === null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const isCertificate = ({ method }: Payment): boolean =>
  method === 'VDS_CERTIFICATE' || method === 'TDS_CERTIFICATE'

const certificateKey = (payment: Payment): string | null =>
  isCertificate(payment) && payment.certificateNumber !== null
    ? `${payment.method} ${plainCode(payment.certificateNumber).toUpperCase()}`
    : null

const repeatedCertificate = (
  payment: Payment,
  counts: ReadonlyMap<string, number>,
  path: string,
): readonly PaymentWarning[] => {
  const times = counts.get(certificateKey(payment) ?? '') ?? 0
  if (times < 2) return []
  const params = { kind: payment.method, number: payment.certificateNumber ?? '', times }
  return [{ code: 'CERTIFICATE_REPEATED', path: `${path}.certificateNumber`, params }]
}

/** The law lets a claim end (s.50), so a late certificate settles the invoice and is in no return. */
const lateClaim = (payment: Payment, path: string): readonly PaymentWarning[] => {
  if (!isClaimedLate(payment)) return []
  const params = { paidIn: monthOf(payment.paidOn), last: lastClaimPeriod(payment.paidOn) }
  return [{ code: 'CLAIM_LATE', path: `${path}.claimPeriod`, params }]
}

/**
 * VAT is due when the consideration is received, if that is before the supply and the invoice (s.33(1)). A
 * certificate counts too: tax is withheld when the buyer pays (s.49), and what is withheld is part of the
 * consideration. On an invoice without VAT nothing was due.
 */
const earlyReceipt = (
  { paidOn }: Payment,
  invoice: ExistingInvoice,
  path: string,
): readonly PaymentWarning[] => {
  const issuedOn = dateOfIssue(invoice)
  if (invoice.totals.vat <= 0n || issuedOn === null) return []
  const [paidIn, issuedIn] = [monthOf(paidOn), monthOf(issuedOn)]
  if (paidIn >= issuedIn) return []
  return [{ code: 'ADVANCE_BEFORE_ISSUE', path: `${path}.paidOn`, params: { paidIn, issuedIn } }]
}

/** Until the invoice has its number, the date of its approval. */
const dateOfIssue = ({ issuedAt, approvedAt }: ExistingInvoice): LocalDate | null => {
  const at = issuedAt ?? approvedAt
  return at === null ? null : dhakaDate(at)
}
