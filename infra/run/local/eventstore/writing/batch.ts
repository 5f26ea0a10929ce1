import { randomUUID } from 'node:crypto'
import { baseOf, isMetastream, metastreamOf, type ProposedEvent, type RecordedEvent } from '../event.ts'
import { type Head, noHead, type RevisionRange } from '../storage/heads.ts'
import { softDeleteMetadata, undeleted } from '../stream-metadata.ts'
import { decide } from './decide.ts'
import { type Draft, draftOn, type Ground, lastOf } from './draft.ts'
import type { WriteOutcome, WriteRequest } from './request.ts'

/** What a batch would write; nothing of it holds before it is committed. */
export type Batch = { events: RecordedEvent[]; heads: Map<string, Head>; outcomes: WriteOutcome[] }

/** The stored ids that deciding will ask for: those behind an expected revision that the stream has already left. */
export const idsNeeded = (
  requests: readonly WriteRequest[],
  heads: ReadonlyMap<string, Head>,
): RevisionRange[] =>
  requests.flatMap((request) => {
    const { stream, expected } = request
    if (request.kind === 'softDelete' || expected === 'any' || expected === 'stream_exists') return []
    const from = expected === 'no_stream' ? 0 : Number(expected) + 1
    const to = Math.min(from + request.events.length - 1, lastOf(heads.get(baseOf(stream)) ?? noHead, stream))
    return from <= to ? [{ stream, from, to }] : []
  })

/** Decides requests one after the other, each on what those before it in the same batch would leave. */
export const decideBatch = (requests: readonly WriteRequest[], ground: Ground): Batch => {
  const draft = draftOn(ground)
  const outcomes = requests.map((request) => outcomeOf(request, draft))
  return { events: draft.events, heads: draft.heads, outcomes }
}

const outcomeOf = (request: WriteRequest, draft: Draft): WriteOutcome => {
  if (request.abandoned()) return { kind: 'abandoned' }
  const { stream, expected } = request
  const last = draft.last(stream)
  const head = draft.head(stream)
  // The id of a soft delete is its own, so that it never passes for a repetition.
  const ids = request.kind === 'append' ? request.events.map((event) => event.id) : [randomUUID()]
  const decision = decide(
    { stream, expected, ids },
    last,
    isMetastream(stream) ? noHead : head,
    draft.knowledge,
  )
  if (decision.kind === 'already')
    return { kind: 'written', revision: decision.revision, position: decision.position }
  if (decision.kind !== 'append') return decision
  if (request.kind === 'append') return append(draft, stream, request.events, decision.undelete)
  if (last < 0 && head.metaLast < 0) return { kind: 'wrongExpectedRevision', current: undefined }
  return append(draft, metastreamOf(stream), [metadataEvent(Buffer.from(softDeleteMetadata))], false)
}

const append = (
  draft: Draft,
  stream: string,
  events: readonly ProposedEvent[],
  undelete: boolean,
): WriteOutcome => {
  const before = draft.last(stream)
  let last: RecordedEvent | undefined
  for (const event of events) last = draft.record(stream, event)
  if (undelete && last !== undefined)
    draft.record(metastreamOf(stream), metadataEvent(undeleted(draft.head(stream).metadataJson, before + 1)))
  return {
    kind: 'written',
    revision: last?.revision ?? (before < 0 ? undefined : before),
    position: last?.position,
  }
}

const metadataEvent = (data: Uint8Array): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  json: true,
  data,
  metadata: new Uint8Array(),
})
