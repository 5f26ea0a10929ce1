import { type EventStoreDBClient, START } from '@eventstore/db-client'
import { callStore } from '../../../infra/event-store/client.ts'
import { receiveEvents } from '../../../infra/event-store/receive-events.ts'
import type { NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { publishedRecord } from '../../../infra/kafka/published-record.ts'
import { maxBatchBytes, recordBytes } from '../../../infra/kafka/topic.ts'

type Position = { commit: bigint; prepare: bigint }

/** The position in `$all` up to which every event is published; undefined before the first event. */
export type Checkpoint = Position | undefined

/**
 * Where a relay goes on. `published` is the last event at or before the checkpoint that was published: the
 * store deletes none of those, while an event of another kind at the checkpoint may be gone after a scavenge.
 */
export type RelayPosition = { checkpoint: Checkpoint; published: Checkpoint }

/**
 * What one read of `$all` found after the checkpoint: the records of the events to publish, the position of
 * the last event of any kind (the checkpoint itself when there was none), and whether the read reached the
 * end of `$all`.
 */
export type EventPage = {
  records: NumberedRecord[]
  last: Checkpoint
  /** The last event that a record is of, or else that of the position. */
  published: Checkpoint
  atEnd: boolean
}

/**
 * A page ends before it passes a limit, so that a relay with years to publish needs little memory, and so
 * that Kafka takes the page as one batch. Only a page of one event may be larger.
 */
export const pageLimits = { events: 500, bytes: maxBatchBytes }

/** A read that receives nothing for so long fails. */
const silentMs = 3_000

/**
 * The event store has no event at the relay's checkpoint, because it was restored to an older state or
 * replaced. To continue would leave out the events that were appended since then. The checkpoint has to be
 * reset and the read model rebuilt.
 */
export class CheckpointNotInStore extends Error {
  readonly code = 'CHECKPOINT_NOT_IN_STORE'

  constructor(checkpoint: Checkpoint) {
    const position = `${checkpoint?.commit}/${checkpoint?.prepare}`
    super(`$all has no event at the relay's checkpoint ${position}; was the event store restored?`)
    this.name = 'CheckpointNotInStore'
  }
}

/**
 * Reads a page after the checkpoint. A read of `$all` includes the event it starts from, which shows without
 * a second read whether the store still has the event of the checkpoint. If it has not, the last published
 * event shows whether the store was restored, or only scavenged.
 * @throws EventStoreUnavailable when the page cannot be read
 * @throws CheckpointNotInStore when the store is not the one that was published from
 */
export const readEventPage = (position: RelayPosition, limits = pageLimits): Promise<EventPage> =>
  callStore('reading $all', '$all', (client) => readWithin(client, position, limits))

const readWithin = async (
  client: EventStoreDBClient,
  { checkpoint, published }: RelayPosition,
  limits: typeof pageLimits,
): Promise<EventPage> => {
  const page: EventPage = { records: [], last: undefined, published, atEnd: true }
  const maxCount = limits.events + (checkpoint ? 1 : 0)
  const reading = client.readAll({ fromPosition: checkpoint ?? START, maxCount })
  let received = 0
  let bytes = 0
  let isFull = false
  for await (const { event } of receiveEvents(reading, silentMs)) {
    if (!event?.position) continue
    received++
    const isFirst = checkpoint !== undefined && received === 1
    const isPublished = isFirst && isSamePosition(event.position, checkpoint)
    if (isFirst && !isPublished) return readBehindGap(client, { checkpoint, published }, limits)
    const record = isPublished ? undefined : publishedRecord(event)
    bytes += record ? recordBytes(record) : 0
    isFull = bytes > limits.bytes && page.records.length > 0
    if (isFull) break
    page.last = event.position
    if (!record) continue
    page.records.push(record)
    page.published = event.position
  }
  if (checkpoint && !page.last) return readBehindGap(client, { checkpoint, published }, limits)
  page.atEnd = received < maxCount && !isFull
  return page
}

/**
 * Reads on from the last published event where the store has none at the checkpoint: all events between the
 * two are of other kinds. Where nothing was published yet, it reads from the beginning.
 * @throws CheckpointNotInStore when that event is not in the store either
 */
const readBehindGap = async (
  client: EventStoreDBClient,
  { checkpoint, published }: RelayPosition,
  limits: typeof pageLimits,
): Promise<EventPage> => {
  if (published && isSamePosition(published, checkpoint)) throw new CheckpointNotInStore(checkpoint)
  return readWithin(client, { checkpoint: published, published }, limits)
}

const isSamePosition = (one: Position, other: Checkpoint): boolean =>
  one.commit === other?.commit && one.prepare === other.prepare
