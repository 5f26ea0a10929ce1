import type { LocalDate } from '../../../domain/calendar/dates.ts'
import type { ExistingInvoice, Payment } from '../../../domain/invoice/state.ts'
import { settlementOf, statusOn } from '../../../domain/invoice/status.ts'
import type { AnswerError } from '../../../infra/lambda/envelope.ts'
import { money } from './money.ts'

type Entry = { index: number; invoiceId: string | null }

/** The type CertificateResult of the contract, for a certificate that is recorded now or was before. */
export const recordedCertificateView = (
  { index, invoiceId }: Entry,
  {
    invoice,
    payment,
    repeated,
    today,
  }: {
    invoice: ExistingInvoice
    payment: Payment | undefined
    repeated: boolean
    today: LocalDate
  },
) => ({
  index,
  outcome: repeated ? 'REPEATED' : 'RECORDED',
  invoiceId,
  paymentId: payment?.id ?? null,
  balance: money(settlementOf(invoice).balance),
  status: statusOn(invoice, today),
  code: null,
  message: null,
  path: null,
  retryable: false,
})

type Failed = Readonly<{ error: AnswerError; isUnknown: boolean }>

/**
 * The type CertificateResult of the contract, for a certificate that is refused, or of which it is unknown
 * whether it is recorded.
 */
export const failedCertificateView = (
  { index, invoiceId }: Entry,
  { error: { code, message, path, retryable }, isUnknown }: Failed,
) => ({
  index,
  outcome: isUnknown ? 'UNKNOWN' : 'REFUSED',
  invoiceId,
  paymentId: null,
  balance: null,
  status: null,
  code,
  message,
  path: path ?? null,
  retryable,
})
