import { type Instant, isLocalDate, type LocalDate, readDate } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { readMobileNumber } from '../../identity/mobile-number.ts'
import { writeTaka } from '../../money/poisha.ts'
import { readTakaAboveZero } from '../../money/read.ts'
import { readOptional, readOptionalText } from '../../text/read.ts'
import type { PaymentMethod } from '../event-shapes.ts'
import type { PaymentRecorded } from '../events.ts'
import type { PaymentInput, RefundInput } from './input.ts'

/** What a payment says, as its event tells it. */
export type PaymentTerms = Omit<PaymentRecorded, 'type' | 'paymentId' | 'by' | 'at'>
export type RefundTerms = Pick<PaymentTerms, 'amount' | 'method' | 'paidOn' | 'reference'>

/** Details that a method cannot do without. */
const needed: Readonly<Record<PaymentMethod, readonly (keyof PaymentInput & keyof PaymentTerms)[]>> = {
  CASH: [],
  BANK_TRANSFER: ['bankAccountId'],
  CHECK: ['checkNumber'],
  MOBILE_WALLET: ['walletProvider', 'mobileNumber'],
  CREDIT_CARD: [],
  DEBIT_CARD: [],
  ONLINE_BANKING: [],
  VDS_CERTIFICATE: ['certificateNumber', 'certificateDate'],
  TDS_CERTIFICATE: ['certificateNumber', 'certificateDate'],
}

const shortestCheckNumber = 3

/** A date that is not after today in Dhaka. */
const readPastDate = (text: string, at: Instant, path: string): Result<LocalDate> => {
  const today = dhakaDate(at)
  return isLocalDate(text) && text > today
    ? refused('DATE_IN_FUTURE', { date: text, today }, path)
    : readDate(text, path)
}

/** Amount and day, which every payment and refund has. */
const terms = (input: Omit<RefundInput, 'refundId'>, at: Instant) => ({
  amount: mapped(readTakaAboveZero(input.amount, 'input.amount'), writeTaka),
  paidOn: readPastDate(input.paidOn, at, 'input.paidOn'),
  reference: readOptionalText(input.reference, 'input.reference'),
  method: accepted(input.method),
})

const mapped = <From, To>(read: Result<From>, to: (value: From) => To): Result<To> =>
  read.ok ? accepted(to(read.value)) : read

/** A refund: amount, day and method, and what it is called by. */
export const readRefund = (input: RefundInput, at: Instant): Result<RefundTerms> => allOf(terms(input, at))

/** A payment with the details that its method needs. */
export const readPayment = (input: PaymentInput, at: Instant): Result<PaymentTerms> => {
  const read = allOf({
    ...terms(input, at),
    bankAccountId: readOptionalText(input.bankAccountId, 'input.bankAccountId'),
    checkNumber: readCheckNumber(input.checkNumber),
    walletProvider: accepted(input.walletProvider ?? null),
    mobileNumber: readOptional(input.mobileNumber, readMobileNumber, 'input.mobileNumber'),
    certificateNumber: readOptionalText(input.certificateNumber, 'input.certificateNumber'),
    certificateDate: readOptional(
      input.certificateDate,
      (text, path) => readPastDate(text, at, path),
      'input.certificateDate',
    ),
  })
  if (!read.ok) return read
  const missing = needed[input.method].find((detail) => read.value[detail] === null)
  if (missing === undefined) return read
  return refused('PAYMENT_DETAIL_MISSING', { method: input.method, detail: missing }, `input.${missing}`)
}

const readCheckNumber = (text: string | null | undefined): Result<string | null> => {
  const read = readOptionalText(text, 'input.checkNumber')
  if (!read.ok || read.value === null || read.value.length >= shortestCheckNumber) return read
  return refused('CHECK_NUMBER_TOO_SHORT', { value: read.value }, 'input.checkNumber')
}
