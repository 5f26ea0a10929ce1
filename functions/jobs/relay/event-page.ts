import { type AllStreamRecordedEvent, type EventStoreDBClient, START } from '@eventstore/db-client'
import { callStore } from '../../../infra/event-store/client.ts'
import { toStoredEvent } from '../../../infra/event-store/read-recorded.ts'
import { receiveEvents } from '../../../infra/event-store/receive-events.ts'
import { isPublishedStream } from '../../../infra/event-store/stream-names.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import type { NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'

type Position = { commit: bigint; prepare: bigint }

/** The position in `$all` up to which every event is published; undefined before the first event. */
export type Checkpoint = Position | undefined

/**
 * What one read of `$all` found after the checkpoint: the records of the events to publish, the position of
 * the last event of any kind (the checkpoint itself when there was none), and whether the read reached the
 * end of `$all`.
 */
export type EventPage = { records: NumberedRecord[]; last: Checkpoint; atEnd: boolean }

/**
 * A page ends at the first limit that it reaches, so that a relay with years to publish needs little memory.
 */
export const pageLimits = { events: 500, bytes: 1024 * 1024 }

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
 * a second read whether the store still has the event of the checkpoint.
 * @throws EventStoreUnavailable when the page cannot be read
 * @throws CheckpointNotInStore when the store has no event at the checkpoint
 */
export const readEventPage = (checkpoint: Checkpoint, limits = pageLimits): Promise<EventPage> =>
  callStore('reading $all', '$all', (client) => readWithin(client, checkpoint, limits))

const readWithin = async (
  client: EventStoreDBClient,
  checkpoint: Checkpoint,
  limits: typeof pageLimits,
): Promise<EventPage> => {
  const page: EventPage = { records: [], last: undefined, atEnd: true }
  const maxCount = limits.events + (checkpoint ? 1 : 0)
  const reading = client.readAll({ fromPosition: checkpoint ?? START, maxCount })
  let received = 0
  let bytes = 0
  for await (const { event } of receiveEvents(reading, silentMs)) {
    if (!event?.position) continue
    received++
    const isPublished = checkpoint !== undefined && received === 1
    if (isPublished && !isSamePosition(event.position, checkpoint)) throw new CheckpointNotInStore(checkpoint)
    page.last = event.position
    const record = isPublished ? undefined : recordToPublish(event)
    if (!record) continue
    page.records.push(record)
    bytes += Buffer.byteLength(record.value)
    if (bytes >= limits.bytes) break
  }
  if (checkpoint && !page.last) throw new CheckpointNotInStore(checkpoint)
  page.atEnd = received < maxCount && bytes < limits.bytes
  return page
}

const isSamePosition = (one: Position, other: Position): boolean =>
  one.commit === other.commit && one.prepare === other.prepare

/**
 * Undefined for events of other streams (tenants, registers, the store's statistics), which are not
 * published.
 */
const recordToPublish = (event: AllStreamRecordedEvent): NumberedRecord | undefined => {
  if (!isPublishedStream(event.streamId)) return undefined
  const storedEvent = toStoredEvent({ event })
  // Each event has a prepare position of its own, and a log of 2^53 bytes has no disk.
  return storedEvent && { ...recordOf(storedEvent), offset: Number(event.position.prepare) }
}
