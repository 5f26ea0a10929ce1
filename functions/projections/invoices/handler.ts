import type { MSKEvent } from 'aws-lambda'
import { log } from '../../../infra/observability/log.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import { type BatchResponse, batchResponse } from './batch-response.ts'
import { type Batch, batchOf, byTenant, type Place } from './delivered.ts'
import { namelessMark, setAside } from './set-aside.ts'
import { type Effect, noEffect, projectTenant, type Streams, together } from './tenant.ts'

/** Tenants at a time; each holds one connection. */
const lanes = 4

/**
 * Brings the read model up to date with a batch of records. What cannot be applied is set aside and the rest goes on; only
 * what may pass, such as a database that is down, asks for its records again.
 */
export const handler = async (event: MSKEvent): Promise<BatchResponse> =>
  inSpan('project-invoices', {}, async () => {
    const started = performance.now()
    const batch = batchOf(event)
    const { effect, notDone } = await project(database('writer'), batch)
    const milliseconds = Math.round(performance.now() - started)
    log('debug', 'Projected a batch', {
      records: batch.invoices.length,
      foreign: batch.foreign,
      ...effect,
      notDone: notDone.length,
      milliseconds,
    })
    return batchResponse(notDone)
  })

const project = async (sql: Sql, batch: Batch): Promise<{ effect: Effect; notDone: Place[] }> => {
  const tenants = byTenant(batch.invoices)
  const waiting = tenants.entries()
  let effect = noEffect
  const notDone = await namelessSetAside(sql, batch)
  const lane = async () => {
    for (const [tenantId, streams] of waiting) {
      try {
        const done = await projectTenant(sql, tenantId, streams)
        effect = together(effect, done)
      } catch (error) {
        log('error', 'Records of a tenant could not be projected, they will come again', { tenantId, error })
        notDone.push(...placesOf(streams))
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, tenants.size) }, lane))
  return { effect, notDone }
}

const namelessSetAside = async (sql: Sql, { nameless }: Batch): Promise<Place[]> => {
  try {
    await setAside(sql, nameless.map(namelessMark))
    return []
  } catch (error) {
    log('error', 'Records without a stream could not be set aside, they will come again', { error })
    return nameless.map(({ place }) => place)
  }
}

const placesOf = (streams: Streams): Place[] =>
  [...streams.values()].flatMap((records) => records.map(({ place }) => place))
