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

/** Hides the events of a stream by a setting in its metadata. */
export type SoftDeleteRequest = {
  kind: 'softDelete'
  stream: string
  expected: ExpectedRevision
  isAbandoned(): boolean
}

export type WriteRequest = AppendRequest | SoftDeleteRequest

export type WriteOutcome =
  /**
   * Revision and position of the last event. Both are undefined when no events were appended to an empty
   * stream.
   */
  | { kind: 'written'; revision: number | undefined; position: number | undefined }
  | { kind: 'wrongExpectedRevision'; current: number | undefined }
  | { kind: 'streamDeleted' }
  | { kind: 'abandoned' }
