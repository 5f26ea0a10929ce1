import type { Instant } from '../../calendar/dates.ts'
import { laterOf } from '../../calendar/dhaka.ts'
import { allOf, type Decision, decided, type Refusal, type Result } from '../../decision.ts'
import { sameData } from '../../event/same-data.ts'
import { readText } from '../../text/read.ts'
import type { PaymentRecorded } from '../events.ts'
import type { ExistingInvoice, Payment } from '../state.ts'
import { methodOf } from './expected-certificates.ts'
import type { CertificateInput, PaymentInput } from './input.ts'
import { termsOf } from './payment-identity.ts'
import { type PaymentTerms, readPayment } from './read-payment.ts'
import { recordPayment } from './record-payment.ts'

/** newId: the id of the payment. */
export type RecordCertificate = Readonly<{ newId: string; input: CertificateInput; by: string; at: Instant }>

/**
 * Records a certificate of withheld tax as a payment. A certificate that the invoice already has with the
 * same terms changes nothing, whoever recorded it; with other terms it is recorded, and the invoice gets a
 * warning.
 */
export const recordCertificate = (
  invoice: ExistingInvoice,
  { newId, input, by, at }: RecordCertificate,
): Decision<PaymentRecorded> => {
  if (findCertificate(invoice, input)) return decided()
  const terms = readCertificate(input, at)
  if (!terms.ok) return terms
  return inWordsOf(input, recordPayment(invoice, { newId, input: paymentOf(input), by, at }))
}

/**
 * The payment that records this certificate with the same terms and is not reversed. The dates are compared
 * with the time of the newest payment, because the clock of this process may still be before midnight.
 */
export const findCertificate = (
  { payments }: ExistingInvoice,
  input: CertificateInput,
): Payment | undefined => {
  const [first, ...others] = payments.map(({ recordedAt }) => recordedAt)
  if (first === undefined) return undefined
  const terms = readCertificate(input, others.reduce(laterOf, first))
  if (!terms.ok) return undefined
  return payments.find(
    (payment) => payment.reversal === null && sameData(termsOf(payment), { ...terms.value, receiptId: null }),
  )
}

const readCertificate = (input: CertificateInput, at: Instant): Result<PaymentTerms> => {
  const named = allOf({
    number: readText(input.number, 'input.number'),
    date: readText(input.date, 'input.date'),
  })
  if (!named.ok) return named
  return inWordsOf(input, readPayment(paymentOf(input), at))
}

const paymentOf = ({ kind, number, date, paidOn, ...rest }: CertificateInput): PaymentInput => ({
  ...rest,
  method: methodOf[kind],
  certificateNumber: number,
  certificateDate: date,
  paidOn: paidOn ?? date,
})

/** What was read or decided, with the paths of refusals in the words of the input of a certificate. */
const inWordsOf = <Read extends Readonly<{ ok: true }>>(
  { paidOn }: CertificateInput,
  read: Read | Readonly<{ ok: false; refusal: Refusal }>,
): Read | Readonly<{ ok: false; refusal: Refusal }> => {
  if (read.ok) return read
  const names: Readonly<Record<string, string>> = {
    'input.certificateNumber': 'input.number',
    'input.certificateDate': 'input.date',
    ...(paidOn ? {} : { 'input.paidOn': 'input.date' }),
  }
  const { path = '' } = read.refusal
  const name = names[path]
  return name === undefined ? read : { ok: false, refusal: { ...read.refusal, path: name } }
}
