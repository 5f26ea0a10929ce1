import { setTimeout as pause } from 'node:timers/promises'
import { type Position, readAllPages } from '../../../infra/event-store/all-events.ts'
import { deliverDirectly } from '../../../infra/kafka/direct-delivery.ts'
import { publishedRecord } from '../../../infra/kafka/published-record.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { projectionOf } from '../../read-model/versions.ts'
import { type ReadModel, ReadModelRefused, readModel } from './models.ts'

const busyPauseMs = 500

/**
 * Delivers the events of the event store to the projection of a version, from where the last call stopped up
 * to the head. The projection passes over what it has, so a page that is delivered twice changes nothing.
 * While another call fills the version, this one waits. Returns false when the time was over before all was
 * done.
 * @throws EventStoreUnavailable when the events cannot be read
 * @throws RecordsNotProcessed when the projection fails
 * @throws READ_MODEL_UNKNOWN when the version was retired meanwhile
 */
export const fill = async (sql: Sql, version: number, mayContinue: () => boolean): Promise<boolean> => {
  const connection = await sql.reserve()
  try {
    if (!(await takeLock(connection, mayContinue))) return false
    try {
      // On the connection that has the lock, because one that is idle for long is closed.
      return await fillPages(connection, await readModel(connection, version), mayContinue)
    } finally {
      await connection`select pg_advisory_unlock(hashtext('finance.rebuild'))`
    }
  } finally {
    connection.release()
  }
}

const takeLock = async (sql: Queries, mayContinue: () => boolean): Promise<boolean> => {
  for (;;) {
    const [lock] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_lock(hashtext('finance.rebuild')) as taken`
    if (lock?.taken) return true
    if (!mayContinue()) return false
    await pause(busyPauseMs)
  }
}

const fillPages = async (
  sql: Queries,
  { version, head, filled, filledAt }: ReadModel,
  mayContinue: () => boolean,
): Promise<boolean> => {
  if (filledAt !== null) return true
  if (head === null) return false
  // The head of an empty store.
  if (head.prepare > 0n)
    for await (const page of readAllPages(head, convert, filled ?? undefined)) {
      await deliverDirectly(projectionOf(version), invoiceTopic, page.values)
      await moveTo(sql, version, page.last, page.values.length)
      if (!mayContinue()) return false
    }
  const ended = await sql`
    update finance.read_models set filled_at = now() where version = ${version} and retired_at is null`
  requireInUse(version, ended)
  return true
}

const convert = (event: Parameters<typeof publishedRecord>[0]) => {
  const record = publishedRecord(event)
  return record && { value: record, bytes: Buffer.byteLength(record.value) }
}

const moveTo = async (
  sql: Queries,
  version: number,
  { commit, prepare }: Position,
  events: number,
): Promise<void> => {
  const moved = await sql`
    update finance.read_models set filled_commit = ${String(commit)}, filled_prepare = ${String(prepare)},
      filled_events = filled_events + ${events}
    where version = ${version} and retired_at is null`
  requireInUse(version, moved)
}

/** The projection passes over the records of a version that is retired, as if it had written them. */
const requireInUse = (version: number, { count }: { count: number }): void => {
  if (count > 0) return
  throw new ReadModelRefused('READ_MODEL_UNKNOWN', `Version ${version} was retired while it was filled`)
}
