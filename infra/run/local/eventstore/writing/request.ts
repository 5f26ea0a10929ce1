import type { ExpectedRevision, ProposedEvent } from '../event.ts'

export type AppendRequest = {
  kind: 'append'
  stream: string
  expected: ExpectedRevision
  events: readonly ProposedEvent[]
  /** Asked when the writer takes the request up: one that nobody waits for any more is not written. */
  abandoned(): boolean
}

/** Hides the events of a stream by a mark in its metadata. */
export type SoftDeleteRequest = {
  kind: 'softDelete'
  stream: string
  expected: ExpectedRevision
  abandoned(): boolean
}

export type WriteRequest = AppendRequest | SoftDeleteRequest

export type WriteOutcome =
  /** Revision and position of the last event; neither when nothing was appended to a stream that is empty. */
  | { kind: 'written'; revision: number | undefined; position: number | undefined }
  | { kind: 'wrongExpectedRevision'; current: number | undefined }
  | { kind: 'streamDeleted' }
  | { kind: 'abandoned' }
