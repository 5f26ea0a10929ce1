import { randomUUID } from 'node:crypto'
import { baseOf, isMetastream, metastreamOf, type Place, type ProposedEvent, type RecordedEvent } from '../event.ts'
import { type Head, noHead, type PlacedId, type RevisionRange } from '../storage/heads.ts'
import { parseMetadata, softDeleteMetadata, undeleted } from '../stream-metadata.ts'
import { decide } from './decide.ts'
import type { WriteOutcome, WriteRequest } from './request.ts'

/** What a batch is decided on: the heads of its streams, stored ids it may repeat, remembered ids, and where $all ends. */
export type Ground = {
  heads: ReadonlyMap<string, Head>
  stored: readonly PlacedId[]
  remembered(id: string): Place | undefined
  lastPosition: number
  now: number
}

/** What a batch would write; nothing of it holds before it is committed. */
export type Batch = { events: RecordedEvent[]; heads: Map<string, Head>; outcomes: WriteOutcome[] }

/** The stored ids that deciding will ask for: those behind an expected revision that the stream has already left. */
export const idsNeeded = (requests: readonly WriteRequest[], heads: ReadonlyMap<string, Head>): RevisionRange[] =>
  requests.flatMap((request) => {
    const { stream, expected } = request
    if (request.kind === 'softDelete' || expected === 'any' || expected === 'stream_exists') return []
    const from = expected === 'no_stream' ? 0 : Number(expected) + 1
    const to = Math.min(from + request.events.length - 1, lastOf(heads.get(baseOf(stream)) ?? noHead, stream))
    return from <= to ? [{ stream, from, to }] : []
  })

/** Decides requests one after the other, each on what those before it in the same batch would leave. */
export const decideBatch = (requests: readonly WriteRequest[], ground: Ground): Batch => {
  const batch: Batch = { events: [], heads: new Map(), outcomes: [] }
  const byId = new Map<string, Place>()
  const byPlace = new Map(
    ground.stored.map((event) => [placeKey(event.stream, event.revision), { id: event.id, position: event.position }]),
  )
  const headOf = (stream: string): Head => batch.heads.get(baseOf(stream)) ?? ground.heads.get(baseOf(stream)) ?? noHead
  const knowledge = {
    remembered: (id: string) => byId.get(id) ?? ground.remembered(id),
    at: (stream: string, revision: number) => byPlace.get(placeKey(stream, revision)),
  }

  const record = (stream: string, event: ProposedEvent): RecordedEvent => {
    const revision = lastOf(headOf(stream), stream) + 1
    const position = ground.lastPosition + batch.events.length + 1
    const recorded = { ...event, stream, revision, position, created: ground.now }
    batch.events.push(recorded)
    batch.heads.set(baseOf(stream), headAfter(headOf(stream), recorded))
    byId.set(event.id, recorded)
    byPlace.set(placeKey(stream, revision), recorded)
    return recorded
  }

  const append = (stream: string, events: readonly ProposedEvent[], undelete: boolean): WriteOutcome => {
    const before = lastOf(headOf(stream), stream)
    let last: RecordedEvent | undefined
    for (const event of events) last = record(stream, event)
    if (undelete && !isMetastream(stream) && last !== undefined)
      record(metastreamOf(stream), metadataEvent(undeleted(headOf(stream).metadataJson, before + 1)))
    return { kind: 'written', revision: last?.revision ?? (before < 0 ? undefined : before), position: last?.position }
  }

  const answer = (request: WriteRequest): WriteOutcome => {
    if (request.abandoned()) return { kind: 'abandoned' }
    const { stream, expected } = request
    const head = headOf(stream)
    const last = lastOf(head, stream)
    const ids = request.kind === 'append' ? request.events.map((event) => event.id) : [randomUUID()]
    const decision = decide({ stream, expected, ids }, last, isMetastream(stream) ? noMetadata(head) : head, knowledge)
    if (decision.kind === 'already') return { kind: 'written', revision: decision.revision, position: decision.position }
    if (decision.kind !== 'append') return decision
    if (request.kind === 'append') return append(stream, request.events, decision.undelete)
    if (last < 0 && head.metaLast < 0) return { kind: 'wrongExpectedRevision', current: undefined }
    return append(metastreamOf(stream), [metadataEvent(Buffer.from(softDeleteMetadata))], false)
  }

  for (const request of requests) batch.outcomes.push(answer(request))
  return batch
}

const placeKey = (stream: string, revision: number): string => `${revision}@${stream}`

const lastOf = (head: Head, stream: string): number => (isMetastream(stream) ? head.metaLast : head.last)

/** A metadata stream has no metadata of its own: it is never deleted. */
const noMetadata = (head: Head): Head => ({ ...noHead, metaLast: -1, last: head.metaLast })

const headAfter = (head: Head, { stream, revision, data }: RecordedEvent): Head =>
  isMetastream(stream) ? { ...head, metaLast: revision, metadata: parseMetadata(data), metadataJson: data } : { ...head, last: revision }

const metadataEvent = (data: Uint8Array): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  json: true,
  data,
  metadata: new Uint8Array(),
})
