import { randomUUID } from 'node:crypto'
import {
  baseStreamOf,
  isMetastream,
  metastreamOf,
  type ProposedEvent,
  type RecordedEvent,
  tombstoneRevision,
} from '../event.ts'
import { emptyHead, type Head, isTombstoned, type RevisionRange } from '../storage/heads.ts'
import { softDeleteMetadata, undeletedMetadata } from '../stream-metadata.ts'
import { decideAppend } from './decide-append.ts'
import { type CommitBasis, lastRevisionIn, type StagedCommit, stageCommit } from './staged-commit.ts'
import type { WriteOutcome, WriteRequest } from './write-request.ts'

/**
 * What a batch of requests is going to write, with the outcome of each request. It is valid only once it is
 * committed.
 */
export type DecidedBatch = {
  events: RecordedEvent[]
  changedHeads: Map<string, Head>
  outcomes: WriteOutcome[]
}

/**
 * The stored ids that the decision needs: those after an expected revision that is no longer the last of its
 * stream.
 */
export const idsNeeded = (
  requests: readonly WriteRequest[],
  heads: ReadonlyMap<string, Head>,
): RevisionRange[] =>
  requests.flatMap((request) => {
    const { stream, expected } = request
    if (request.kind !== 'append' || expected === 'any' || expected === 'stream_exists') return []
    const lastRevision = lastRevisionIn(heads.get(baseStreamOf(stream)) ?? emptyHead, stream)
    const from = expected === 'no_stream' ? 0 : Number(expected) + 1
    const to = Math.min(from + request.events.length - 1, lastRevision)
    return from <= to ? [{ stream, from, to }] : []
  })

/**
 * Decides the requests in order. Each one is decided on the streams as the earlier requests would leave them.
 */
export const decideBatch = (requests: readonly WriteRequest[], basis: CommitBasis): DecidedBatch => {
  const staged = stageCommit(basis)
  const outcomes = requests.map((request) => stageRequest(request, staged))
  return { events: staged.events, changedHeads: staged.changedHeads, outcomes }
}

const stageRequest = (request: WriteRequest, staged: StagedCommit): WriteOutcome => {
  if (request.isAbandoned()) return { kind: 'abandoned' }
  const { stream, expected } = request
  const lastRevision = staged.lastRevisionOf(stream)
  const head = staged.headOf(stream)
  if (isTombstoned(head)) return { kind: 'streamDeleted' }
  // A delete has a new id each time, so that it is never taken for a repetition.
  const ids = request.kind === 'append' ? request.events.map((event) => event.id) : [randomUUID()]
  const decision = decideAppend(
    { stream, expected, ids },
    lastRevision,
    isMetastream(stream) ? emptyHead : head,
    staged.known,
  )
  if (decision.kind === 'repeated')
    return { kind: 'written', revision: decision.revision, position: decision.position }
  if (decision.kind !== 'append') return decision
  if (request.kind === 'append') return stageAppend(staged, stream, request.events, decision.undelete)
  if (request.kind === 'tombstone') return stageTombstone(staged, stream)
  if (lastRevision < 0 && head.lastMetaRevision < 0)
    return { kind: 'wrongExpectedRevision', current: undefined }
  const deletion = metadataEvent(Buffer.from(softDeleteMetadata))
  return stageAppend(staged, metastreamOf(stream), [deletion], false)
}

const stageAppend = (
  staged: StagedCommit,
  stream: string,
  events: readonly ProposedEvent[],
  undelete: boolean,
): WriteOutcome => {
  const before = staged.lastRevisionOf(stream)
  let last: RecordedEvent | undefined
  for (const event of events) last = staged.stage(stream, event)
  if (undelete && last !== undefined) {
    const metadata = undeletedMetadata(staged.headOf(stream).metadataJson, before + 1)
    staged.stage(metastreamOf(stream), metadataEvent(metadata))
  }
  return {
    kind: 'written',
    revision: last?.revision ?? (before < 0 ? undefined : before),
    position: last?.position,
  }
}

const stageTombstone = (staged: StagedCommit, stream: string): WriteOutcome => {
  const empty = new Uint8Array()
  const tombstone = { id: randomUUID(), type: '$streamDeleted', json: false, data: empty, metadata: empty }
  const { revision, position } = staged.stage(stream, tombstone, tombstoneRevision)
  return { kind: 'written', revision, position }
}

const metadataEvent = (data: Uint8Array): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  json: true,
  data,
  metadata: new Uint8Array(),
})
