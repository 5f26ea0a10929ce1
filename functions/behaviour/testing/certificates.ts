import { type Desk, dueToday, line, today } from './desk.ts'

const recordCertificates = `mutation ($input: [CertificateInput!]!, $key: String) {
  recordCertificates(input: $input, idempotencyKey: $key) {
    index outcome invoiceId paymentId balance { amount } status code message path retryable
  }
}`

export type Certificate = Record<string, unknown>
type Result = {
  index: number
  outcome: 'RECORDED' | 'REPEATED' | 'REFUSED' | 'UNKNOWN'
  invoiceId: string | null
  paymentId: string | null
  balance: { amount: string } | null
  status: string | null
  code: string | null
  message: string | null
  path: string | null
  retryable: boolean
}

/** Sends a list of certificates and returns the result of each. */
export const certify = (desk: Desk, input: readonly Certificate[], key?: string): Promise<Result[]> =>
  desk.client.value(recordCertificates, { input, key })

/** Sends a list of certificates and returns the error of the whole request. */
export const expectCertifyError = (desk: Desk, input: readonly Certificate[]) =>
  desk.client.error(recordCertificates, { input })

export const certificate = (kind: 'VDS' | 'TDS', number: string, amount: string, more: Certificate = {}) => ({
  ...{ kind, number, amount, date: today() },
  ...more,
})

/** Issues an invoice of 11,500.00 from which the buyer withholds VDS of 1,000.00 and TDS of 500.00. */
export const issueWithheld = (desk: Desk) =>
  desk.issue([line('10', '1000', { vdsRate: '10', advanceIncomeTaxRate: '5' })], dueToday())

export const issueMany = async (desk: Desk, count: number) => {
  const issued = []
  for (let index = 0; index < count; index++) issued.push(await issueWithheld(desk))
  return issued
}

export const outcomesOf = (results: readonly Result[]) => results.map(({ outcome }) => outcome)
/** The code of each result, or its outcome where it has none. */
export const endsOf = (results: readonly Result[]) => results.map(({ code, outcome }) => code ?? outcome)

/** How many of each value there are. */
export const countEach = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]))
