import { type Instant, isLocalDate, type LocalDate, readDate } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, allOf, each, type Result, refused } from '../../decision.ts'
import { readMobileNumber } from '../../identity/identifiers.ts'
import type { Maybe } from '../../maybe.ts'
import { writeTaka } from '../../money/poisha.ts'
import { readTakaAboveZero } from '../../money/read.ts'
import { isMissing, readOptional, readOptionalText } from '../../text/read.ts'
import { type MoneyMethod, moneyMethods, type PaymentMethod, type SettlementMethod } from '../event-shapes.ts'
import type { PaymentRecorded, RefundRecorded } from '../events.ts'
import { readClaimPeriod } from './claim-period.ts'
import type { PaymentInput, RefundInput } from './input.ts'

/** The terms of a payment, as its event contains them. */
export type PaymentTerms = Omit<PaymentRecorded, 'type' | 'paymentId' | 'receiptId' | 'by' | 'at'>
export type RefundTerms = Omit<RefundRecorded, 'type' | 'refundId' | 'by' | 'at'>

/** The details that a method requires. */
const requiredDetails: Readonly<Record<PaymentMethod, readonly (keyof PaymentInput & keyof PaymentTerms)[]>> =
  {
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

/** What note 29 of the return asks of a VDS certificate: the deposit in the treasury, and the tax period. */
const detailsOfVds = ['depositAccountCode', 'depositSerial', 'depositDate', 'claimPeriod'] as const

/** The methods that are certificates of withheld tax. */
const certificateMethods: readonly PaymentMethod[] = ['VDS_CERTIFICATE', 'TDS_CERTIFICATE']

const minCheckNumberLength = 3

/** A date up to today in Dhaka. */
export const readPastDate = (text: string, at: Instant, path: string): Result<LocalDate> => {
  const today = dhakaDate(at)
  return isLocalDate(text) && text > today
    ? refused('DATE_IN_FUTURE', { date: text, today }, path)
    : readDate(text, path)
}

const readMethod = (method: SettlementMethod): Result<PaymentMethod> =>
  method === 'WRITE_OFF'
    ? refused('PAYMENT_METHOD_NOT_ALLOWED', { method }, 'input.method')
    : accepted(method)

const readMoneyMethod = (method: SettlementMethod): Result<MoneyMethod> => {
  const read = readMethod(method)
  if (!read.ok) return read
  const known = moneyMethods.find((one) => one === method)
  return known ? accepted(known) : refused('REFUND_METHOD_NOT_ALLOWED', { method }, 'input.method')
}

/** The terms that payments and refunds have in common. */
const readTerms = (input: Omit<RefundInput, 'refundId'>, at: Instant) => ({
  amount: readAmount(input.amount, 'input.amount'),
  paidOn: readPastDate(input.paidOn, at, 'input.paidOn'),
  reference: readOptionalText(input.reference, 'input.reference'),
  bankAccountId: readOptionalText(input.bankAccountId, 'input.bankAccountId'),
  checkNumber: readCheckNumber(input.checkNumber),
  walletProvider: accepted(input.walletProvider ?? null),
  mobileNumber: readOptional(input.mobileNumber, readMobileNumber, 'input.mobileNumber'),
})

const readAmount = (text: string, path: string): Result<string> => {
  const read = readTakaAboveZero(text, path)
  return read.ok ? accepted(writeTaka(read.value)) : read
}

/** Reads a refund. Its method is money, and the details of the method can be left out. */
export const readRefund = (input: RefundInput, at: Instant): Result<RefundTerms> =>
  allOf({ ...readTerms(input, at), method: readMoneyMethod(input.method) })

/** Reads a payment with the details that its method requires. */
export const readPayment = (input: PaymentInput, at: Instant): Result<PaymentTerms> => {
  const read = allOf({
    ...readTerms(input, at),
    method: readMethod(input.method),
    ...readCertificate(input, at),
    claimPeriod: accepted(null),
  })
  if (!read.ok) return read
  const details = refuseDetails(input, read.value)
  if (!details.ok) return details
  const { method, paidOn, certificateDate } = read.value
  if (method !== 'VDS_CERTIFICATE' || certificateDate === null) return read
  const claimPeriod = readClaimPeriod(input.claimPeriod, { paidOn, certificateDate })
  return claimPeriod.ok ? accepted({ ...read.value, claimPeriod: claimPeriod.value }) : claimPeriod
}

const readCertificate = (input: PaymentInput, at: Instant) => {
  const pastDate = (text: string, path: string) => readPastDate(text, at, path)
  return {
    certificateNumber: readOptionalText(input.certificateNumber, 'input.certificateNumber'),
    certificateDate: readOptional(input.certificateDate, pastDate, 'input.certificateDate'),
    certificateValue: readOptional(input.certificateValue, readAmount, 'input.certificateValue'),
    depositAccountCode: readOptionalText(input.depositAccountCode, 'input.depositAccountCode'),
    depositSerial: readOptionalText(input.depositSerial, 'input.depositSerial'),
    depositDate: readOptional(input.depositDate, pastDate, 'input.depositDate'),
  }
}

/** Refuses the details that the method requires and the input lacks, and those that it does not have. */
const refuseDetails = (input: PaymentInput, read: PaymentTerms): Result<unknown> => {
  const { method } = read
  const missing = requiredDetails[method].filter((detail) => read[detail] === null)
  const foreign = [
    ...(certificateMethods.includes(method) ? [] : (['certificateValue'] as const)),
    ...(method === 'VDS_CERTIFICATE' ? [] : detailsOfVds),
  ]
  const excess = foreign.filter((detail) => !isMissing(input[detail]))
  return each(
    [
      ...missing.map((detail) => ['PAYMENT_DETAIL_MISSING', detail] as const),
      ...excess.map((detail) => ['PAYMENT_DETAIL_NOT_ALLOWED', detail] as const),
    ],
    ([code, detail]) => refused(code, { method, detail }, `input.${detail}`),
  )
}

const readCheckNumber = (text: Maybe<string>): Result<string | null> => {
  const read = readOptionalText(text, 'input.checkNumber')
  if (!read.ok || read.value === null || read.value.length >= minCheckNumberLength) return read
  return refused('CHECK_NUMBER_TOO_SHORT', { value: read.value }, 'input.checkNumber')
}
