import { apportion } from '../../../domain/usage/apportion.ts'
import { type MeasuredOperation, sumOfMeasured } from '../../../domain/usage/bill.ts'
import type { InvocationReport, Line } from './log-events.ts'

/** A change of one row of usage. Negative figures take back what was counted there before. */
export type Change = MeasuredOperation & { tenantId: string; day: string }

/** What is known of an invocation from its line. */
export type Attribution = Pick<Line, 'operation' | 'shares'>

/** An invocation without a usage line belongs to nobody, and nothing is known of its operation. */
const unattributed: Attribution = { operation: '', shares: { '': 1 } }

/**
 * Divides an invocation among the tenants of its line: each gets whole milliseconds in proportion to its
 * share, and the largest share gets the invocation itself. The parts add up to the report. What belongs to no
 * tenant that `isTenant` knows is nobody's.
 */
export const changesFor = (
  report: InvocationReport,
  { operation, shares }: Attribution = unattributed,
  isTenant: (tenantId: string) => boolean = () => false,
): Change[] => {
  const owners = [...sharesByOwner(shares, isTenant)]
  const weights = owners.map(([, weight]) => weight)
  const milliseconds = apportion(BigInt(report.billedMs), weights)
  const invocations = apportion(1n, weights)
  return owners.map(([tenantId], index) => ({
    tenantId,
    day: report.day,
    functionKey: report.functionKey,
    operation,
    invocations: invocations[index] ?? 0n,
    errors: report.failed ? (invocations[index] ?? 0n) : 0n,
    billedMs: milliseconds[index] ?? 0n,
    megabyteMs: (milliseconds[index] ?? 0n) * BigInt(report.memoryMb),
  }))
}

const sharesByOwner = (
  shares: Readonly<Record<string, number>>,
  isTenant: (tenantId: string) => boolean,
): Map<string, bigint> => {
  const owners = new Map<string, bigint>()
  for (const [tenantId, share] of Object.entries(shares)) {
    const owner = isTenant(tenantId) ? tenantId : ''
    owners.set(owner, (owners.get(owner) ?? 0n) + BigInt(share))
  }
  const sum = [...owners.values()].reduce((total, share) => total + share, 0n)
  return sum > 0n ? owners : new Map([['', 1n]])
}

export const negated = (change: Change): Change => ({
  ...change,
  invocations: -change.invocations,
  errors: -change.errors,
  billedMs: -change.billedMs,
  megabyteMs: -change.megabyteMs,
})

/** One change for each row, without those that change nothing, in the order in which rows are locked. */
export const summed = (changes: readonly Change[]): Change[] => {
  const rows = new Map<string, Change>()
  for (const change of changes) {
    const key = JSON.stringify([change.tenantId, change.day, change.functionKey, change.operation])
    const row = rows.get(key)
    rows.set(key, row ? { ...row, ...sumOfMeasured(row, change) } : change)
  }
  return [...rows.keys()]
    .sort()
    .flatMap((key) => rows.get(key) ?? [])
    .filter(
      ({ invocations, errors, billedMs, megabyteMs }) => invocations || errors || billedMs || megabyteMs,
    )
}
