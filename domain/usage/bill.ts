import { BrokenInvariant } from '../decision.ts'
import { readFixed, writeFixed } from '../money/fixed.ts'
import type { PricePeriod } from './periods.ts'
import { functionsBehindGateway } from './prices.ts'

/** What was measured of some invocations. `megabyteMs` is the sum of memory in MB x billed time in ms. */
export type Measured = Readonly<{
  invocations: bigint
  errors: bigint
  billedMs: bigint
  megabyteMs: bigint
}>

export const sumOfMeasured = (one: Measured, other: Measured): Measured => ({
  invocations: one.invocations + other.invocations,
  errors: one.errors + other.errors,
  billedMs: one.billedMs + other.billedMs,
  megabyteMs: one.megabyteMs + other.megabyteMs,
})

/** The usage of one function and one operation. */
export type MeasuredOperation = Measured & Readonly<{ functionKey: string; operation: string }>

/** The cost is exact: dollars in units of 10^-23 and taka in units of 10^-27. */
export type Costed = Measured & Readonly<{ dollars: bigint; taka: bigint }>
export type BillLine = Costed & Readonly<{ operation: string }>
/** The sum, and its lines in the order of their operations. */
export type Bill = Costed & Readonly<{ lines: readonly BillLine[] }>

const decimals = { price: 10, gigabyteSeconds: 13, dollars: 23, rate: 4, taka: 27 } as const

/** A GB-second is 1,024,000 MB-milliseconds, and 10^13 of its units are a GB-second. */
const gigabyteSecondsPerMegabyteMs = 10n ** 13n / 1_024_000n
const million = 1_000_000n

const exactly = (text: string, most: number): bigint => {
  const reading = readFixed(text, most)
  if (!reading.ok) throw new BrokenInvariant(`Not a price with at most ${most} decimals: ${text}`)
  return reading.value
}

const costOf = (measured: MeasuredOperation, { prices, rate }: PricePeriod): Costed => {
  const requestUnits = 10n ** BigInt(decimals.dollars - decimals.price) / million
  const duration =
    measured.megabyteMs * gigabyteSecondsPerMegabyteMs * exactly(prices.perGigabyteSecond, decimals.price)
  const invocations =
    measured.invocations * exactly(prices.perMillionInvocations, decimals.price) * requestUnits
  const apiRequests = functionsBehindGateway.has(measured.functionKey)
    ? measured.invocations * exactly(prices.perMillionApiRequests, decimals.price) * requestUnits
    : 0n
  const dollars = duration + invocations + apiRequests
  return { ...measured, dollars, taka: dollars * exactly(rate.takaPerDollar, decimals.rate) }
}

const nothing: Costed = { invocations: 0n, errors: 0n, billedMs: 0n, megabyteMs: 0n, dollars: 0n, taka: 0n }

const sumOf = (one: Costed, other: Costed): Costed => ({
  ...sumOfMeasured(one, other),
  dollars: one.dollars + other.dollars,
  taka: one.taka + other.taka,
})

/** The sum of several bills. */
export const sumOfBills = (bills: readonly Costed[]): Costed => bills.reduce(sumOf, nothing)

/** What was measured in a period with its own prices. */
export type MeasuredPeriod = Readonly<{ period: PricePeriod; measured: readonly MeasuredOperation[] }>

/** The bill of what was measured, at the prices of the days on which it was measured. */
export const billOf = (periods: readonly MeasuredPeriod[]): Bill => {
  const lines = new Map<string, Costed>()
  for (const { period, measured } of periods)
    for (const one of measured)
      lines.set(one.operation, sumOf(lines.get(one.operation) ?? nothing, costOf(one, period)))
  const sorted = [...lines.keys()].sort().map((operation) => ({ operation, costed: lines.get(operation) }))
  return {
    ...[...lines.values()].reduce(sumOf, nothing),
    lines: sorted.map(({ operation, costed = nothing }) => ({ operation, ...costed })),
  }
}

/** What was measured for several tenants in a period with its own prices. '' is what belongs to no tenant. */
export type TenantsPeriod = Readonly<{
  period: PricePeriod
  measured: readonly (MeasuredOperation & Readonly<{ tenantId: string }>)[]
}>

/** The bill of each of these tenants, in their order; that of a tenant without usage is zero. */
export const billsOf = (
  tenantIds: readonly string[],
  periods: readonly TenantsPeriod[],
): Map<string, Bill> => {
  const byTenant = periods.map(({ period, measured }) => ({
    period,
    measured: Map.groupBy(measured, ({ tenantId }) => tenantId),
  }))
  return new Map(
    tenantIds.map((tenantId) => [
      tenantId,
      billOf(byTenant.map(({ period, measured }) => ({ period, measured: measured.get(tenantId) ?? [] }))),
    ]),
  )
}

/** `0.3072`: exact, without zeros at the end. */
export const writeGigabyteSeconds = ({ megabyteMs }: Measured): string =>
  writeFixed(megabyteMs * gigabyteSecondsPerMegabyteMs, decimals.gigabyteSeconds, 0)
/** Exact, at least two decimals. */
export const writeDollars = ({ dollars }: Pick<Costed, 'dollars'>): string =>
  writeFixed(dollars, decimals.dollars, 2)
/** Exact, at least two decimals. */
export const writeTakaCost = ({ taka }: Pick<Costed, 'taka'>): string => writeFixed(taka, decimals.taka, 2)
