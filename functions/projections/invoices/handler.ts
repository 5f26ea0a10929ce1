import type { MSKEvent } from 'aws-lambda'
import { settings } from '../../../infra/config/settings.ts'
import { parseStream } from '../../../infra/event-store/stream-names.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import type { Owner } from '../../../infra/lambda/runtime.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import { inRecordSpans, inSpan, traceInvocation } from '../../../infra/observability/trace.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import type { Repaired, RepairRequest } from '../../read-model/repair.ts'
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
  type Streams,
} from './batch.ts'
import { causesOf, recordSpansOf } from './causes.ts'
import { type Counts, noCounts, projectTenant, sumOf } from './project-tenant.ts'
import { repairStream } from './repair.ts'
import { logMarks, namelessMark, setAside } from './set-aside.ts'

/** Tenants that are projected at the same time; each uses one connection. */
const maxParallelTenants = 4

const run = (event: MSKEvent | RepairRequest): Promise<BatchResponse | Repaired> =>
  'repair' in event ? runRepair(event) : projectRecords(event)

const projectRecords = (event: MSKEvent): Promise<BatchResponse> =>
  traceInvocation('project-invoices', {}, async () => {
    const started = performance.now()
    const batch = batchOf(event)
    const { counts, failed, outcome = 'processed' } = await projectBatch(database('writer'), batch)
    const records = batch.records.length + batch.nameless.length
    count('projection_records_total', { outcome }, records - failed.length)
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

const runRepair = ({ repair: { stream, version } }: RepairRequest): Promise<Repaired> =>
  traceInvocation('project-invoices', {}, async () => {
    const parsed = parseStream(stream)
    if (parsed?.category !== 'invoice' && parsed?.category !== 'receipt')
      throw new Error(`${stream} is not the stream of an invoice or a receipt`)
    const sql = database('writer')
    if ((await versionToWrite(sql)) !== version) return { outcome: 'not live' }
    const repaired = await repairStream(
      sql,
      { tenantId: parsed.tenantId, version },
      { ...parsed, name: stream },
    )
    count('projection_retried_marks_total', { outcome: repaired.outcome })
    return repaired
  })

const ownerOf = (event: MSKEvent | RepairRequest): Owner =>
  'repair' in event ? { tenantId: parseStream(event.repair.stream)?.tenantId ?? '' } : ownerOfBatch(event)

type Projection = {
  (event: MSKEvent): Promise<BatchResponse>
  (event: RepairRequest): Promise<Repaired>
  operation: string
}

/**
 * Updates the read model with a batch of records. A record that cannot be applied is set aside, and the rest
 * is projected. Records are requested again only after a temporary failure, such as a database that is down.
 * With a RepairRequest it folds one stream that is set aside once more.
 * @throws BatchFailed when records failed and KAFKA_PARTIAL_BATCHES is not set: an event source mapping
 * without provisioned pollers would take any response for success
 */
export const handler = metered('project-invoices', run, ownerOf) as Projection

/** `unused`: this function writes no version now. */
type Projected = { counts: Counts; failed: RecordPosition[]; outcome?: 'unused' }

/**
 * The version of the read model that this function writes now. A version and the one after it have two
 * functions with consumer groups of their own, one for odd and one for even versions, so that neither waits
 * for the other and a rebuild needs no third.
 */
const versionToWrite = async (sql: Sql): Promise<number | undefined> => {
  const rest = settings(['READ_MODEL_VERSIONS']).READ_MODEL_VERSIONS === 'even' ? 0 : 1
  const [model] = await sql<{ version: number }[]>`
    select version from finance.read_models
    where version % 2 = ${rest} and live_at is not null and retired_at is null
    order by version desc limit 1`
  return model?.version
}

const projectBatch = async (sql: Sql, batch: Batch): Promise<Projected> => {
  try {
    const version = await versionToWrite(sql)
    // A version that begins later is filled from the event store, so the records are not kept for it.
    if (version === undefined) return { counts: noCounts, failed: [], outcome: 'unused' }
    return await projectInto(sql, version, batch)
  } catch (error) {
    log('error', 'A batch could not be projected and will be delivered again', { error })
    return { counts: noCounts, failed: [...batch.records, ...batch.nameless].map(({ position }) => position) }
  }
}

const projectInto = async (sql: Sql, version: number, batch: Batch): Promise<Projected> => {
  const tenants = byTenant(batch.records)
  const waiting = tenants.entries()
  let counts = noCounts
  const failed = await setNamelessAside(sql, version, batch.nameless)
  const projectWaiting = async () => {
    for (const [tenantId, streams] of waiting) {
      try {
        const span = { attributes: { 'finance.tenant': tenantId }, causes: causesOf(streams) }
        const project = () => projectTenant(sql, { tenantId, version }, streams)
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
const setNamelessAside = async (
  sql: Sql,
  version: number,
  nameless: readonly NamelessRecord[],
): Promise<RecordPosition[]> => {
  try {
    logMarks(await setAside(sql, version, nameless.map(namelessMark)))
    return []
  } catch (error) {
    log('error', 'Records without a stream could not be set aside and will be delivered again', { error })
    return nameless.map(({ position }) => position)
  }
}

const positionsOf = (streams: Streams): RecordPosition[] =>
  [...streams.values()].flatMap((records) => records.map(({ position }) => position))
