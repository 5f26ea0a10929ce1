import { baseOf, isMetastream, type Place, type ProposedEvent, type RecordedEvent } from '../event.ts'
import { type Head, noHead, type PlacedId } from '../storage/heads.ts'
import { parseMetadata } from '../stream-metadata.ts'
import type { Knowledge } from './decide.ts'

/** What a batch is decided on: the heads of its streams, stored ids it may repeat, remembered ids, and where $all ends. */
export type Ground = {
  heads: ReadonlyMap<string, Head>
  stored: readonly PlacedId[]
  remembered(id: string): Place | undefined
  lastPosition: number
  now: number
}

/** The events of a commit in the making, and how the streams would stand after it. */
export type Draft = {
  events: RecordedEvent[]
  /** The heads that would change. */
  heads: Map<string, Head>
  head(stream: string): Head
  last(stream: string): number
  knowledge: Knowledge
  record(stream: string, event: ProposedEvent): RecordedEvent
}

export const draftOn = (ground: Ground): Draft => {
  const events: RecordedEvent[] = []
  const heads = new Map<string, Head>()
  const byId = new Map<string, Place>()
  const byPlace = new Map<string, { id: string; position: number }>(
    ground.stored.map((event) => [placeKey(event), event]),
  )
  const head = (stream: string): Head =>
    heads.get(baseOf(stream)) ?? ground.heads.get(baseOf(stream)) ?? noHead
  const last = (stream: string): number => lastOf(head(stream), stream)
  const record = (stream: string, event: ProposedEvent): RecordedEvent => {
    const position = ground.lastPosition + events.length + 1
    const recorded = { ...event, stream, revision: last(stream) + 1, position, created: ground.now }
    heads.set(baseOf(stream), headAfter(head(stream), recorded))
    events.push(recorded)
    byId.set(event.id, recorded)
    byPlace.set(placeKey(recorded), recorded)
    return recorded
  }
  const knowledge: Knowledge = {
    remembered: (id) => byId.get(id) ?? ground.remembered(id),
    at: (stream, revision) => byPlace.get(placeKey({ stream, revision })),
  }
  return { events, heads, head, last, knowledge, record }
}

export const lastOf = (head: Head, stream: string): number =>
  isMetastream(stream) ? head.metaLast : head.last

const placeKey = ({ stream, revision }: { stream: string; revision: number }): string =>
  `${revision}@${stream}`

const headAfter = (head: Head, { stream, revision, data }: RecordedEvent): Head =>
  isMetastream(stream)
    ? { ...head, metaLast: revision, metadata: parseMetadata(data), metadataJson: data }
    : { ...head, last: revision }
