import {
  baseStreamOf,
  type EventLocation,
  isMetastream,
  type ProposedEvent,
  type RecordedEvent,
} from '../event.ts'
import { emptyHead, type Head, type StoredId } from '../storage/heads.ts'
import { parseMetadata } from '../stream-metadata.ts'
import type { KnownIds } from './decide-append.ts'

/**
 * What was read before a commit. `stored` are the ids that its requests may repeat; `lastPosition` is the end
 * of $all.
 */
export type CommitBasis = {
  heads: ReadonlyMap<string, Head>
  stored: readonly StoredId[]
  remembered(id: string): EventLocation | undefined
  lastPosition: number
  nowMs: number
}

/** The events of a commit that is being prepared, and the streams as they would be after it. */
export type StagedCommit = {
  events: RecordedEvent[]
  /** The heads that the commit changes, by stream. */
  changedHeads: Map<string, Head>
  headOf(stream: string): Head
  lastRevisionOf(stream: string): number
  known: KnownIds
  /** Adds an event to a stream, at its end unless a revision is given. */
  stage(stream: string, event: ProposedEvent, revision?: number): RecordedEvent
}

export const stageCommit = (basis: CommitBasis): StagedCommit => {
  const events: RecordedEvent[] = []
  const changedHeads = new Map<string, Head>()
  const byId = new Map<string, EventLocation>()
  const byRevision = new Map<string, { id: string; position: number }>(
    basis.stored.map((event) => [revisionKey(event), event]),
  )
  const headOf = (stream: string): Head => {
    const base = baseStreamOf(stream)
    return changedHeads.get(base) ?? basis.heads.get(base) ?? emptyHead
  }
  const lastRevisionOf = (stream: string): number => lastRevisionIn(headOf(stream), stream)
  const stage = (
    stream: string,
    event: ProposedEvent,
    revision = lastRevisionOf(stream) + 1,
  ): RecordedEvent => {
    const position = basis.lastPosition + events.length + 1
    const recorded = { ...event, stream, revision, position, createdMs: basis.nowMs }
    changedHeads.set(baseStreamOf(stream), headAfter(headOf(stream), recorded))
    events.push(recorded)
    byId.set(event.id, recorded)
    byRevision.set(revisionKey(recorded), recorded)
    return recorded
  }
  const known: KnownIds = {
    remembered: (id) => byId.get(id) ?? basis.remembered(id),
    at: (stream, revision) => byRevision.get(revisionKey({ stream, revision })),
  }
  return { events, changedHeads, headOf, lastRevisionOf, known, stage }
}

/** The last revision of a stream or of a metadata stream, from the head that both share. */
export const lastRevisionIn = (head: Head, stream: string): number =>
  isMetastream(stream) ? head.lastMetaRevision : head.lastRevision

const revisionKey = ({ stream, revision }: { stream: string; revision: number }): string =>
  `${revision}@${stream}`

const headAfter = (head: Head, { stream, revision, data }: RecordedEvent): Head =>
  isMetastream(stream)
    ? { ...head, lastMetaRevision: revision, metadata: parseMetadata(data), metadataJson: data }
    : { ...head, lastRevision: revision }
