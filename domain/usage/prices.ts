import type { LocalDate } from '../calendar/dates.ts'

/** What AWS charges from a day on, in US dollars without tax, as exact decimals. */
export type PriceList = Readonly<{
  /** The first day in Dhaka on which the list applies. */
  from: LocalDate
  region: string
  source: string
  perMillionInvocations: string
  perGigabyteSecond: string
  perMillionApiRequests: string
}>

/** What a US dollar costs from a day on. */
export type ExchangeRate = Readonly<{ from: LocalDate; takaPerDollar: string; source: string }>

/**
 * In the order of their days; the first also applies before its day. An entry is never changed after its day,
 * because bills were made with it: a new price is a new entry. The prices are those of the first tier, which
 * ends at 7.5 billion GB-seconds and 333 million API requests a month.
 */
export const priceLists: readonly PriceList[] = [
  {
    from: '2025-01-01',
    region: 'ap-southeast-1',
    source: 'AWS Lambda (arm64) and Amazon API Gateway (REST), Asia Pacific (Singapore), public prices',
    perMillionInvocations: '0.20',
    perGigabyteSecond: '0.0000133334',
    perMillionApiRequests: '4.25',
  },
]

/** In the order of their days; the first also applies before its day. An entry is never changed either. */
export const exchangeRates: readonly ExchangeRate[] = [
  {
    from: '2025-05-20',
    takaPerDollar: '122.6341',
    source: 'Bangladesh Bank, weighted average of the interbank market on 2025-05-20',
  },
  {
    from: '2025-08-14',
    takaPerDollar: '121.48',
    source: 'Bangladesh Bank, weighted average of the interbank market on 2025-08-14',
  },
]

/** The functions that API Gateway invokes: each of their invocations is also an API request. */
export const functionsBehindGateway: ReadonlySet<string> = new Set([
  'auth',
  'document-proof',
  'documents',
  'graphql',
  'health',
  'reports',
])
