import { readLast } from '../../../infra/event-store/read.ts'
import { invoiceStream, receiptStream } from '../../../infra/event-store/stream-names.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { deliverDirectly, type NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { countShare } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { countOtherShapes, readOtherShapes, type ShapedTable } from '../../read-model/rows/other-shapes.ts'
import { projectionOf } from '../../read-model/versions.ts'
import { refoldSetAside } from './set-aside-streams.ts'

/** `unfinished`: the time was over. `busy`: another one does it. `rows`: how many have got the new shape. */
export type Refolded = { outcome: 'done' | 'unfinished' | 'busy'; rows: number }

/** Each stream is read twice: its last event here, and all of it in the projection. */
const pageSize = 100

/** Rows of one page that fail alone before the rest of the page is left. */
const maxFailures = 3

/** A table of a tenant in a version of the read model. */
type Target = TenantScope & { table: ShapedTable }

/**
 * Delivers the last event of each stream whose row has a state of another shape to the projection, page by
 * page. The projection knows the event already, and folds the stream again. Streams that are set aside are
 * folded up to their failure. Stops before a page when `mayContinue` says no; the rows that are left are
 * found by the next call. Rows that fail are logged, and the first error is thrown after all other rows were
 * delivered.
 * @throws StoreUnavailable when the database is not reachable
 * @throws EventStoreUnavailable when the streams cannot be read
 * @throws RecordsNotProcessed when the projection fails
 */
export const refoldRows = async (sql: Sql, mayContinue: () => boolean): Promise<Refolded> => {
  const connection = await sql.reserve()
  try {
    const [lock] = await connection<{ taken: boolean }[]>`
      select pg_try_advisory_lock(hashtext('finance.refold-rows')) as taken`
    if (!lock?.taken) return { outcome: 'busy', rows: 0 }
    try {
      return await refoldAll(connection, mayContinue)
    } finally {
      await connection`select pg_advisory_unlock(hashtext('finance.refold-rows'))`
    }
  } finally {
    connection.release()
  }
}

/** A row that fails again and again must not keep the rows of the tenants behind it out of the ledger. */
const refoldAll = async (sql: Queries, mayContinue: () => boolean): Promise<Refolded> => {
  let rows = 0
  const failures: unknown[] = []
  const scopes = await sql<TenantScope[]>`
    select id as "tenantId", read_models.version from finance.tenants cross join finance.read_models
    where live_at is not null and retired_at is null order by id, read_models.version`
  for (const scope of scopes)
    for (const table of ['invoices', 'receipts'] as const) {
      const refolded = await refoldTable(sql, { ...scope, table }, mayContinue)
      rows += refolded.rows
      failures.push(...refolded.failures)
      if (refolded.outcome === 'unfinished') return finish({ outcome: 'unfinished', rows, failures })
    }
  return finish({ outcome: 'done', rows, failures })
}

type Attempted = Refolded & { failures: readonly unknown[] }

const finish = ({ outcome, rows, failures: [failure] }: Attempted): Refolded => {
  if (failure !== undefined) throw failure
  return { outcome, rows }
}

const refoldTable = async (sql: Queries, target: Target, mayContinue: () => boolean): Promise<Attempted> => {
  let [rows, left] = [0, 0]
  const failures: unknown[] = []
  for (let after = ''; ; ) {
    const ids = await idsAfter(sql, target, after)
    if (ids.length === 0) return { outcome: 'done', rows, failures }
    if (!mayContinue()) return { outcome: 'unfinished', rows, failures }
    // Once a table: a count for each page would read all rows that are left as often.
    if (after === '') left = await countOtherShapes(sql, target)
    const page = await refoldPage(sql, target, ids)
    rows += page.rows
    failures.push(...page.failures)
    after = ids.at(-1) ?? ''
    left -= page.rows
    log('info', 'Rows of another shape were folded again', { ...target, rows, left })
  }
}

/** None for a tenant that is not migrated yet: the next invocation finds them. */
const idsAfter = async (sql: Queries, target: Target, after: string): Promise<string[]> => {
  try {
    return await readOtherShapes(sql, target, { after, limit: pageSize })
  } catch (error) {
    if (!['42P01', '42703'].includes(errorCode(error) ?? '')) throw error
    log('info', 'Rows cannot be folded again before their tenant is migrated', target)
    return []
  }
}

type Page = Pick<Attempted, 'rows' | 'failures'>

/**
 * Counts the rows that have the shape now: one whose stream fails before the revision of the row keeps what
 * it has. If the page fails as a whole, each row is delivered alone.
 */
const refoldPage = async (sql: Queries, target: Target, ids: readonly string[]): Promise<Page> => {
  const { tenantId, version, table } = target
  const streamOf = table === 'invoices' ? invoiceStream : receiptStream
  try {
    const streams = ids.map((id) => streamOf(tenantId, id))
    const setAside = await refoldSetAside(sql, version, streams)
    const found = await Promise.all(streams.filter((stream) => !setAside.has(stream)).map(lastRecord))
    const records = found.filter((record) => record !== undefined)
    await deliverDirectly(projectionOf(version), invoiceTopic, records)
    for (let row = 0; row < records.length + setAside.size; row++) countShare(tenantId)
    return { rows: ids.length - (await countOtherShapes(sql, target, ids)), failures: [] }
  } catch (error) {
    log('error', 'Rows could not be folded again', { ...target, rows: ids.length, first: ids[0], error })
    return ids.length === 1 ? { rows: 0, failures: [error] } : refoldEach(sql, target, ids)
  }
}

/** After a few failures the rest of the page is left to the next invocation: a store is down then. */
const refoldEach = async (sql: Queries, target: Target, ids: readonly string[]): Promise<Page> => {
  let rows = 0
  const failures: unknown[] = []
  for (const id of ids) {
    const one = await refoldPage(sql, target, [id])
    rows += one.rows
    failures.push(...one.failures)
    if (failures.length === maxFailures) break
  }
  return { rows, failures }
}

const lastRecord = async (stream: string): Promise<NumberedRecord | undefined> => {
  const event = await readLast(stream)
  if (event === undefined) log('warn', 'A row has no stream in the event store', { stream })
  // The position is shown by a mark if the stream is set aside; it is in no topic.
  return event && { ...recordOf(event), offset: event.revision }
}
