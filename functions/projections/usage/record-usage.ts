import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { type Attribution, type Change, changesFor, negated, summed } from './attribute.ts'
import type { InvocationReport, Line, UsageEvents } from './log-events.ts'

/**
 * How long reports and lines are kept. CloudWatch Logs repeats a delivery for at most 24 hours, and Lambda
 * repeats an asynchronous invocation for at most 6.
 */
const keptHours = 48
/** The most old reports, and as many lines, that one transaction deletes. */
const maxPruned = 10_000

/** How many reports and lines were new, and how many earlier reports the lines attributed. */
export type RecordedUsage = { reports: number; lines: number; attributedLater: number }

/**
 * Adds new reports to the usage of the tenants in their usage lines. A report whose line has not come is
 * counted as nobody's, and is moved to its tenants when the line comes, so the rows always add up to the
 * reports. What was delivered before changes nothing.
 *
 * Only one transaction records at a time: of two with the two halves of an invocation neither would see the
 * other's.
 */
export const recordUsage = (
  sql: Sql,
  { reports, lines }: Omit<UsageEvents, 'ignored'>,
): Promise<RecordedUsage> =>
  sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('finance.usage'))`
    const newLines = await insertLines(tx, lines)
    const added = await insertReports(tx, reports)
    const late = await attributeEarlierReports(tx, newLines)
    const isTenant = await readTenants(tx, [...added, ...late])
    const changes = [
      ...added.flatMap(({ report, line }) => changesFor(report, line, isTenant)),
      ...late.flatMap(({ report, line }) => [
        ...changesFor(report).map(negated),
        ...changesFor(report, line, isTenant),
      ]),
    ]
    await addChanges(tx, summed(changes))
    await prune(tx)
    return { reports: added.length, lines: newLines.length, attributedLater: late.length }
  }) as Promise<RecordedUsage>

/** Returns the request ids of the lines that are new. */
const insertLines = async (tx: Queries, lines: readonly Line[]): Promise<string[]> => {
  if (lines.length === 0) return []
  const rows = await tx<{ requestId: string }[]>`
    insert into finance.usage_lines (request_id, operation, shares)
    select request_id, operation, shares::json from unnest(
      ${lines.map(({ requestId }) => requestId)}::text[],
      ${lines.map(({ operation }) => operation)}::text[],
      ${lines.map(({ shares }) => JSON.stringify(shares))}::text[]
    ) as line (request_id, operation, shares)
    on conflict do nothing returning request_id as "requestId"`
  return rows.map(({ requestId }) => requestId)
}

type Attributed = { report: InvocationReport; line: Attribution | undefined }
type ReportRow = InvocationReport & { operation: string | null; shares: Attribution['shares'] | null }

const attributedOf = ({ operation, shares, ...report }: ReportRow): Attributed => ({
  report: { ...report, billedMs: Number(report.billedMs) },
  line: operation === null || shares === null ? undefined : { operation, shares },
})

const reportColumns = (tx: Queries) => tx`
  event_id as "eventId", request_id as "requestId", day, function as "functionKey",
  billed_ms as "billedMs", memory_mb as "memoryMb", failed`

/** Returns the reports that are new, with their lines if those have come. */
const insertReports = async (tx: Queries, reports: readonly InvocationReport[]): Promise<Attributed[]> => {
  if (reports.length === 0) return []
  const rows = await tx<ReportRow[]>`
    with added as (
      insert into finance.usage_reports
        (event_id, request_id, day, function, billed_ms, memory_mb, failed, attributed)
      select event_id, request_id, day, function, billed_ms, memory_mb, failed = 1,
        exists (select from finance.usage_lines as line where line.request_id = report.request_id)
      from unnest(
        ${reports.map(({ eventId }) => eventId)}::text[],
        ${reports.map(({ requestId }) => requestId)}::text[],
        ${reports.map(({ day }) => day)}::date[], ${reports.map(({ functionKey }) => functionKey)}::text[],
        ${reports.map(({ billedMs }) => billedMs)}::bigint[],
        ${reports.map(({ memoryMb }) => memoryMb)}::int[],
        ${reports.map(({ failed }) => Number(failed))}::int[]
      ) as report (event_id, request_id, day, function, billed_ms, memory_mb, failed)
      on conflict do nothing returning *
    )
    select ${reportColumns(tx)}, operation, shares
    from added left join finance.usage_lines using (request_id)`
  return rows.map(attributedOf)
}

/** Marks the reports that came before their lines, and returns them. */
const attributeEarlierReports = async (tx: Queries, requestIds: readonly string[]): Promise<Attributed[]> => {
  if (requestIds.length === 0) return []
  const rows = await tx<ReportRow[]>`
    with late as (
      update finance.usage_reports set attributed = true
      where request_id = any(${[...requestIds]}::text[]) and not attributed returning *
    )
    select ${reportColumns(tx)}, operation, shares from late join finance.usage_lines using (request_id)`
  return rows.map(attributedOf)
}

const readTenants = async (
  tx: Queries,
  attributed: readonly Attributed[],
): Promise<(tenantId: string) => boolean> => {
  const named = new Set(attributed.flatMap(({ line }) => Object.keys(line?.shares ?? {})))
  if (named.size === 0) return () => false
  const rows = await tx<
    { id: string }[]
  >`select id from finance.tenants where id = any(${[...named]}::text[])`
  const tenants = new Set(rows.map(({ id }) => id))
  return (tenantId) => tenants.has(tenantId)
}

const addChanges = async (tx: Queries, changes: readonly Change[]): Promise<void> => {
  if (changes.length === 0) return
  const texts = (figure: 'invocations' | 'errors' | 'billedMs' | 'megabyteMs') =>
    changes.map((change) => change[figure].toString())
  await tx`
    insert into finance.usage as row
      (tenant, day, function, operation, invocations, errors, billed_ms, megabyte_ms)
    select * from unnest(
      ${changes.map(({ tenantId }) => tenantId)}::text[], ${changes.map(({ day }) => day)}::date[],
      ${changes.map(({ functionKey }) => functionKey)}::text[],
      ${changes.map(({ operation }) => operation)}::text[],
      ${texts('invocations')}::bigint[], ${texts('errors')}::bigint[],
      ${texts('billedMs')}::bigint[], ${texts('megabyteMs')}::bigint[]
    )
    on conflict (tenant, day, function, operation) do update set
      invocations = row.invocations + excluded.invocations, errors = row.errors + excluded.errors,
      billed_ms = row.billed_ms + excluded.billed_ms, megabyte_ms = row.megabyte_ms + excluded.megabyte_ms`
}

/** Deletes reports and lines that cannot be delivered again. */
const prune = async (tx: Queries): Promise<void> => {
  const old = tx`
    received_at < now() - make_interval(hours => ${keptHours}) order by received_at limit ${maxPruned}`
  await Promise.all([
    tx`delete from finance.usage_reports where event_id in (
      select event_id from finance.usage_reports where ${old})`,
    tx`delete from finance.usage_lines where request_id in (
      select request_id from finance.usage_lines where ${old})`,
  ])
}
