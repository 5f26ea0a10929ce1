import type { MSKEvent } from 'aws-lambda'
import { settings } from '../../../infra/config/settings.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import { inRecordSpans, inSpan, traceInvocation } from '../../../infra/observability/trace.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import {
  type Batch,
  BatchFailed,
  type BatchResponse,
  batchOf,
  batchResponse,
  byTenant,
  type NamelessRecord,
  ownerOfBatch,
  type RecordPosition,
} from './batch.ts'
import { causesOf, recordSpansOf } from './causes.ts'
import { type Counts, noCounts, projectTenant, type Streams, sumOf } from './project-tenant.ts'
import { logMarks, namelessMark, setAside } from './set-aside.ts'

/** Tenants that are projected at the same time; each uses one connection. */
const maxParallelTenants = 4

const run = (event: MSKEvent): Promise<BatchResponse> =>
  traceInvocation('project-invoices', {}, async () => {
    const started = performance.now()
    const batch = batchOf(event)
    const { counts, failed } = await projectBatch(database('writer'), batch)
    const records = batch.records.length + batch.nameless.length
    count('projection_records_total', { outcome: 'processed' }, records - failed.length)
    count('projection_records_total', { outcome: 'failed' }, failed.length)
    log('debug', 'Projected a batch', {
      records: batch.records.length,
      foreign: batch.foreign,
      ...counts,
      notDone: failed.length,
      milliseconds: Math.round(performance.now() - started),
    })
    if (failed.length > 0 && !settings(['KAFKA_PARTIAL_BATCHES']).KAFKA_PARTIAL_BATCHES)
      throw new BatchFailed(failed.length, records)
    return batchResponse(failed)
  })

/**
 * Updates the read model with a batch of records. A record that cannot be applied is set aside, and the rest
 * is projected. Records are requested again only after a temporary failure, such as a database that is down.
 * @throws BatchFailed when records failed and KAFKA_PARTIAL_BATCHES is not set: an event source mapping
 * without provisioned pollers would take any response for success
 */
export const handler = metered('project-invoices', run, ownerOfBatch)

type Projected = { counts: Counts; failed: RecordPosition[] }

const projectBatch = async (sql: Sql, batch: Batch): Promise<Projected> => {
  const tenants = byTenant(batch.records)
  const waiting = tenants.entries()
  let counts = noCounts
  const failed = await setNamelessAside(sql, batch.nameless)
  const projectWaiting = async () => {
    for (const [tenantId, streams] of waiting) {
      try {
        const span = { attributes: { 'finance.tenant': tenantId }, causes: causesOf(streams) }
        const project = () => projectTenant(sql, tenantId, streams)
        const ofTenant = await inSpan('project-tenant', span, () =>
          inRecordSpans(() => recordSpansOf(streams), project),
        )
        counts = sumOf(counts, ofTenant)
      } catch (error) {
        log('error', 'Records of a tenant could not be projected and will be delivered again', {
          tenantId,
          error,
        })
        failed.push(...positionsOf(streams))
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(maxParallelTenants, tenants.size) }, projectWaiting))
  return { counts, failed }
}

/** Returns the positions of the records if they could not be set aside. */
const setNamelessAside = async (sql: Sql, nameless: readonly NamelessRecord[]): Promise<RecordPosition[]> => {
  try {
    logMarks(await setAside(sql, nameless.map(namelessMark)))
    return []
  } catch (error) {
    log('error', 'Records without a stream could not be set aside and will be delivered again', { error })
    return nameless.map(({ position }) => position)
  }
}

const positionsOf = (streams: Streams): RecordPosition[] =>
  [...streams.values()].flatMap((records) => records.map(({ position }) => position))
