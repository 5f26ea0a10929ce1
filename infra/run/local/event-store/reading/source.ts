import { baseStreamOf, isMetastream } from '../event.ts'
import { messageOf, unavailable } from '../node-error.ts'
import type { Sql } from '../storage/connect.ts'
import { emptyHead, type Head, isTombstoned, loadHeads } from '../storage/heads.ts'
import type { StreamMetadata } from '../stream-metadata.ts'
import type { RecentEvents } from './recent-events.ts'

/**
 * The sources of a read: PostgreSQL, the heads that the writer has in memory, and the last events of $all.
 */
export type Source = { sql: Sql; knownHead(stream: string): Head | undefined; recent: RecentEvents }

/** `lastRevision` is -1 when the stream has no events. `tombstoned` is true after a hard delete. */
export type StreamInfo = { lastRevision: number; metadata: StreamMetadata; tombstoned: boolean }

/** The last revision and the metadata of a stream. Of a metadata stream only the last event is visible. */
export const loadStreamInfo = async ({ sql, knownHead }: Source, stream: string): Promise<StreamInfo> => {
  const base = baseStreamOf(stream)
  const head = knownHead(base) ?? (await queryEvents(() => loadHeads(sql, [base]))).get(base) ?? emptyHead
  const tombstoned = isTombstoned(head)
  return isMetastream(stream)
    ? { lastRevision: head.lastMetaRevision, metadata: { maxCount: 1 }, tombstoned }
    : { lastRevision: head.lastRevision, metadata: head.metadata, tombstoned }
}

/** @throws UNAVAILABLE when PostgreSQL is down or rejects the query: the client may retry */
export const queryEvents = async <Rows>(query: () => Promise<Rows>): Promise<Rows> => {
  try {
    return await query()
  } catch (error) {
    throw unavailable(`The events cannot be read: ${messageOf(error)}`, error)
  }
}
