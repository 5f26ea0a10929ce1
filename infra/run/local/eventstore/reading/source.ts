import { baseOf, isMetastream } from '../event.ts'
import { messageOf, unavailable } from '../node-error.ts'
import type { Sql } from '../storage/connect.ts'
import { type Head, loadHeads, noHead } from '../storage/heads.ts'
import type { StreamMetadata } from '../stream-metadata.ts'
import type { RecentEvents } from './recent.ts'

/** Where readers read: PostgreSQL, the heads that the writer knows, and the end of $all. */
export type Source = { sql: Sql; knownHead(stream: string): Head | undefined; recent: RecentEvents }

export type StreamState = { last: number; metadata: StreamMetadata }

/** The last revision of a stream, -1 when it has no events, and what its metadata hides. Of a metadata stream only the last event counts. */
export const streamState = async ({ sql, knownHead }: Source, stream: string): Promise<StreamState> => {
  const base = baseOf(stream)
  const head = knownHead(base) ?? (await reading(() => loadHeads(sql, [base]))).get(base) ?? noHead
  return isMetastream(stream)
    ? { last: head.metaLast, metadata: { maxCount: 1 } }
    : { last: head.last, metadata: head.metadata }
}

/** PostgreSQL is down or refuses: the reader may try again later. */
export const reading = async <Rows>(query: () => Promise<Rows>): Promise<Rows> => {
  try {
    return await query()
  } catch (error) {
    throw unavailable(`The events cannot be read: ${messageOf(error)}`, error)
  }
}
