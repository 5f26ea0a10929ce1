import { readLast } from '../../../infra/event-store/read.ts'
import { invoiceStream, receiptStream } from '../../../infra/event-store/stream-names.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { deliverDirectly, type NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { countShare } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { countOtherShapes, readOtherShapes, type ShapedTable } from '../../read-model/rows/other-shapes.ts'

/** `unfinished`: the time was over. `busy`: another invocation does it. `rows`: how many were delivered. */
export type Refolded = { outcome: 'done' | 'unfinished' | 'busy'; rows: number }

/** Each stream is read twice: its last event here, and all of it in the projection. */
const pageSize = 100

/** A table of a tenant. */
type Target = { tenantId: string; table: ShapedTable }

/**
 * Delivers the last event of each stream whose row has a state of another shape to the projection, page by
 * page. The projection knows the event already, and folds the stream again. Stops before a page when
 * `mayContinue` says no; the rows that are left are found by the next call.
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

const refoldAll = async (sql: Queries, mayContinue: () => boolean): Promise<Refolded> => {
  let rows = 0
  const tenants = await sql<{ id: string }[]>`select id from finance.tenants order by id`
  for (const { id: tenantId } of tenants)
    for (const table of ['invoices', 'receipts'] as const) {
      const refolded = await refoldTable(sql, { tenantId, table }, mayContinue)
      rows += refolded.rows
      if (refolded.outcome === 'unfinished') return { outcome: 'unfinished', rows }
    }
  return { outcome: 'done', rows }
}

const refoldTable = async (sql: Queries, target: Target, mayContinue: () => boolean): Promise<Refolded> => {
  let rows = 0
  for (let after = ''; ; ) {
    const ids = await idsAfter(sql, target, after)
    if (ids.length === 0) return { outcome: 'done', rows }
    if (!mayContinue()) return { outcome: 'unfinished', rows }
    rows += await refoldPage(target, ids)
    after = ids.at(-1) ?? ''
    const left = await countOtherShapes(sql, target)
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

/** Returns how many rows were delivered. */
const refoldPage = async ({ tenantId, table }: Target, ids: readonly string[]): Promise<number> => {
  const streamOf = table === 'invoices' ? invoiceStream : receiptStream
  const found = await Promise.all(ids.map((id) => lastRecord(streamOf(tenantId, id))))
  const records = found.filter((record) => record !== undefined)
  for (const _ of records) countShare(tenantId)
  await deliverDirectly('project-invoices', invoiceTopic, records)
  return records.length
}

const lastRecord = async (stream: string): Promise<NumberedRecord | undefined> => {
  const event = await readLast(stream)
  if (event === undefined) log('warn', 'A row has no stream in the event store', { stream })
  // The position is shown by a mark if the stream is set aside; it is in no topic.
  return event && { ...recordOf(event), offset: event.revision }
}
