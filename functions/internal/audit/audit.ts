import { readAllPages, readLastOfAll } from '../../../infra/event-store/all-events.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { checkPage, type Models } from './check-page.ts'
import { type Cursor, positionOf, writePosition } from './cursor.ts'
import { eventOf, subjectsOf } from './page-of-events.ts'
import type { AuditReport } from './report.ts'
import { checkRowPage, type RowPlace } from './rows-without-stream.ts'
import { readStreams } from './streams.ts'

/** What one invocation does: the tenant, or all, and whether it may begin another page. */
export type Audit = {
  sql: Sql
  tenant: string | undefined
  report: AuditReport
  mayContinue(): boolean
}

/** The beginning of an audit: the head of the store is read before anything else. */
export const beginAudit = async (): Promise<Cursor> => {
  const last = await readLastOfAll()
  return {
    head: last?.position ? writePosition(last.position) : null,
    headAt: last?.created.toISOString() ?? '',
    after: null,
    rows: null,
  }
}

/**
 * Goes on from the cursor: first the events up to the head, then the rows. It checks one page at least, so
 * that each call comes further. Returns the next cursor, or undefined when everything is checked.
 */
export const continueAudit = async (audit: Audit, cursor: Cursor): Promise<Cursor | undefined> => {
  if (isAtHead(cursor)) return checkRows(audit, cursor)
  const after = await checkEvents(audit, cursor)
  return isAtHead(after) && audit.mayContinue() ? checkRows(audit, after) : after
}

/** A version that a rebuild still fills is not complete, so it is left out. */
const readModels = async (sql: Sql, tenant: string | undefined): Promise<Models> => {
  const rows = await sql<{ id: string; versions: number[] }[]>`
    select id, array(
      select version from finance.read_models
      where live_at is not null and filled_at is not null and retired_at is null
      union select tenants.version order by version
    ) as versions
    from finance.tenants where ${tenant === undefined ? sql`true` : sql`id = ${tenant}`} order by id`
  return new Map(rows.map(({ id, versions }) => [id, versions]))
}

const isAtHead = ({ head, after, rows }: Cursor): boolean =>
  rows !== null || head === null || (after?.commit === head.commit && after.prepare === head.prepare)

const checkEvents = async (audit: Audit, cursor: Cursor): Promise<Cursor> => {
  const { head, headAt, after } = cursor
  if (head === null) return cursor
  const { sql, report, tenant } = audit
  const stores = { sql, headAt, readModels: () => readModels(sql, tenant) }
  const from = after ? positionOf(after) : undefined
  let reached = cursor
  for await (const { values, last } of readAllPages(positionOf(head), eventOf(tenant), from)) {
    const streams = readStreams()
    await checkPage(await subjectsOf(values, streams, report), streams, stores, report)
    reached = { ...reached, after: writePosition(last) }
    if (!audit.mayContinue()) break
  }
  return reached
}

const checkRows = async (audit: Audit, cursor: Cursor): Promise<Cursor | undefined> => {
  const models = await readModels(audit.sql, audit.tenant)
  const places = [...models].flatMap(([tenant, versions]) =>
    versions.flatMap((version) =>
      (['invoices', 'receipts', 'ledger'] as const).map(
        (table): RowPlace => ({ tenant, version, table, after: '' }),
      ),
    ),
  )
  const start = cursor.rows
  const begun = start ? places.findIndex((place) => isSameTable(place, start)) : 0
  let place = start ?? places[0]
  for (let index = Math.max(begun, 0); place; ) {
    const { entries, next, rows } = await checkRowPage(audit.sql, place)
    audit.report.add(entries)
    if (rows > 0) audit.report.count(place.tenant, `streams of rows of ${place.table}`, rows)
    if (next === undefined) index++
    place = next ?? places[index]
    if (place && !audit.mayContinue()) return { ...cursor, rows: place }
  }
  return undefined
}

const isSameTable = (one: RowPlace, other: RowPlace): boolean =>
  one.tenant === other.tenant && one.version === other.version && one.table === other.table
