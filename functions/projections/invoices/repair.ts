import { readStream } from '../../../infra/event-store/read.ts'
import { forgetSkips } from '../../../infra/event-store/skips.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import type { Repaired } from '../../read-model/repair.ts'
import type { Change } from '../../read-model/rows/folded.ts'
import { lockToWrite } from '../../read-model/rows/load-states.ts'
import { type FoldResult, foldStream } from './apply.ts'
import { type ProjectedStream, rowId } from './batch.ts'
import { type Folding, invoiceFolding, isChanged, receiptFolding } from './folding.ts'
import {
  isBetweenReleases,
  isPermanent,
  lockMark,
  messageOf,
  removeMark,
  renewMark,
  type StoredMark,
} from './set-aside.ts'

type Target<State> = { scope: TenantScope; stream: ProjectedStream; folding: Folding<State> }

/** Maximum number of attempts while another writer keeps changing the row. */
const maxRounds = 5

/**
 * Folds a stream that is set aside from the event store and, in one transaction, writes its row and what
 * belongs to it and removes the mark. While the mark is locked the records of the stream wait; afterwards
 * those that the row has already are duplicates, and later ones are applied. If an event fails again, in the
 * fold or because PostgreSQL refuses what follows from it, the row gets the events before it, and the mark
 * keeps its first time and gets the event and its error.
 * @throws StoreUnavailable when PostgreSQL is not reachable
 * @throws EventStoreUnavailable when the stream or the skips of its tenant cannot be read
 * @throws Error when the failure is temporary; nothing is written then
 */
export const repairStream = async (
  sql: Sql,
  scope: TenantScope,
  stream: ProjectedStream,
): Promise<Repaired> => {
  // An operator may have recorded a skip a moment ago, in another process.
  forgetSkips(scope.tenantId)
  const repaired =
    stream.category === 'invoice'
      ? await repair(sql, { scope, stream, folding: invoiceFolding })
      : await repair(sql, { scope, stream, folding: receiptFolding })
  const fields = { tenantId: scope.tenantId, stream: stream.name, version: scope.version, ...repaired }
  if (repaired.outcome === 'failed')
    log('warn', 'A stream that is set aside could not be applied again', fields)
  else log('info', 'A stream that was set aside is repaired', fields)
  return repaired
}

const repair = async <State>(sql: Sql, target: Target<State>): Promise<Repaired> => {
  const { scope, stream, folding } = target
  for (let round = 0; round < maxRounds; round++) {
    const repaired = await attempt(sql, target)
    if (repaired === 'outdated') continue
    if (repaired.outcome === 'repaired' || repaired.outcome === 'failed')
      await folding.dropCopies(scope.tenantId, [{ id: rowId(stream), revision: repaired.revision }])
    return repaired
  }
  throw new Error(`Other writers changed the row of ${stream.name} ${maxRounds} times in a row`)
}

/** Where PostgreSQL refuses the row again, the transaction is rolled back and each event is tried alone. */
const attempt = async <State>(sql: Sql, target: Target<State>): Promise<Repaired | 'outdated'> => {
  try {
    const repaired = await sql.begin((tx) => repairUnderLock(tx, target, Number.POSITIVE_INFINITY))
    return repaired === 'more' ? 'outdated' : repaired
  } catch (error) {
    await throwIfTemporary(sql, target, error)
    return repairByEvents(sql, target)
  }
}

/** Writes the row event by event, until PostgreSQL refuses it. The mark then names this event. */
const repairByEvents = async <State>(sql: Sql, target: Target<State>): Promise<Repaired | 'outdated'> => {
  const { scope, stream, folding } = target
  const { rows } = await folding.load(sql, scope, [rowId(stream)])
  for (let upTo = Math.max(0, rows.get(rowId(stream))?.revision ?? 0); ; upTo++) {
    try {
      const repaired = await sql.begin((tx) => repairUnderLock(tx, target, upTo))
      if (repaired !== 'more') return repaired
    } catch (error) {
      await throwIfTemporary(sql, target, error)
      const [event] = await readStream(stream.name, { from: upTo, maxCount: 1 })
      const record = JSON.stringify(event)
      const failure = { error, revision: upTo, record }
      const revision = await renewMark(sql, scope.version, { stream: stream.name, ...failure })
      return revision === undefined
        ? { outcome: 'unmarked' }
        : { outcome: 'failed', revision, error: messageOf(error) }
    }
  }
}

const throwIfTemporary = async (sql: Sql, { scope }: Pick<Target<unknown>, 'scope'>, error: unknown) => {
  if (!isPermanent(error) || (await isBetweenReleases(sql, scope.tenantId, error))) throw error
}

/** `more`: the row is folded up to `upTo`, and events may follow. */
const repairUnderLock = async <State>(
  tx: Queries,
  { scope, stream, folding }: Target<State>,
  upTo: number,
): Promise<Repaired | 'outdated' | 'more'> => {
  const mark = await lockMark(tx, scope.version, stream.name)
  if (mark === undefined) return { outcome: 'unmarked' }
  const id = rowId(stream)
  await lockToWrite(tx, scope, folding.table)
  const { rows } = await folding.load(tx, scope, [id])
  const loaded = rows.get(id) ?? folding.unwritten
  const { state, revision } = loaded
  const from = state === undefined ? folding.unwritten : { state, revision }
  const reached = await foldStream(folding, stream.name, from, upTo)
  const isEnd = reached.failure !== undefined || reached.folded.revision < upTo
  const fold = isEnd ? reachKnown(reached, stream.name, { mark, row: loaded.revision }) : reached
  const isWritten = await writeRow(
    tx,
    { scope, id, folding },
    { stream: stream.name, loaded, folded: fold.folded },
  )
  if (!isWritten) return 'outdated'
  if (!isEnd) return 'more'
  if (fold.failure === undefined) {
    await removeMark(tx, scope.version, stream.name)
    return { outcome: 'repaired', revision: fold.folded.revision }
  }
  const { failure } = fold
  await renewMark(tx, scope.version, { stream: stream.name, ...failure })
  return { outcome: 'failed', revision: failure.revision, error: messageOf(failure.error) }
}

/** What is known of a stream: the record of its mark, and the revision that its row has. */
type Known = { mark: StoredMark; row: number }

/**
 * The event of the mark was published, and the row was folded from that of its revision. So a store without
 * one of them was restored to an older state, or its node is behind. To remove the mark would lose the event.
 * A record that is no event names none.
 */
const reachKnown = <State>(
  fold: FoldResult<State>,
  stream: string,
  { mark: { record }, row }: Known,
): FoldResult<State> => {
  const known = Math.max(revisionOf(stream, record) ?? -1, row)
  const { folded, failure } = fold
  if (failure !== undefined || folded.revision >= known) return fold
  const error = new Error(
    `The event store has ${stream} only up to revision ${folded.revision}, not ${known}`,
  )
  return { folded, failure: { revision: known, error, record } }
}

const revisionOf = (stream: string, record: string): number | undefined => {
  try {
    const event = eventOf(record)
    return event.stream === stream ? event.revision : undefined
  } catch {
    return undefined
  }
}

type Row<State> = { scope: TenantScope; id: string; folding: Folding<State> }

/**
 * Returns false when another writer has changed the row. A stream whose events are all passed over has no
 * row.
 */
const writeRow = async <State>(
  tx: Queries,
  { scope, id, folding }: Row<State>,
  change: Change<State>,
): Promise<boolean> => {
  if (!isChanged(folding, change)) return true
  const saved = await folding.save(tx, scope, [change])
  if (!saved.has(id)) return false
  await folding.saveRest(tx, scope, [change])
  return true
}
