import type { ExpectedRevision, ProposedEvent } from '../event.ts'

export type AppendRequest = {
  kind: 'append'
  stream: string
  expected: ExpectedRevision
  events: readonly ProposedEvent[]
  /**
   * Called when the writer begins with the request: an append for which no client is waiting is not written.
   */
  isAbandoned(): boolean
}

/**
 * A soft delete hides the events of a stream by a setting in its metadata. A tombstone is an event after
 * which nothing can be written.
 */
export type DeleteRequest = {
  kind: 'softDelete' | 'tombstone'
  stream: string
  expected: ExpectedRevision
  isAbandoned(): boolean
}

export type WriteRequest = AppendRequest | DeleteRequest

export type WriteOutcome =
  /**
   * Revision and position of the last event. Both are undefined when no events were appended to an empty
   * stream.
   */
  | { kind: 'written'; revision: number | undefined; position: number | undefined }
  | { kind: 'wrongExpectedRevision'; current: number | undefined }
  | { kind: 'streamDeleted' }
  | { kind: 'abandoned' }
