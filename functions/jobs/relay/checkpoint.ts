import { type AllStreamRecordedEvent, type EventStoreDBClient, START } from '@eventstore/db-client'
import { callStore } from '../../../infra/event-store/client.ts'
import { cancelWhenSilent, toStoredEvent } from '../../../infra/event-store/read.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import type { TopicRecord } from '../../../infra/lambda/runtime.ts'

type Place = { commit: bigint; prepare: bigint }

/** The place in `$all` up to which everything is published; undefined before the first event. */
export type Checkpoint = Place | undefined

/**
 * What one read of `$all` found behind the checkpoint: the records of invoices, the place of the last event of any kind, and
 * whether that was the end of `$all`. `last` is the checkpoint itself when nothing came after it.
 */
export type Page = { records: TopicRecord[]; last: Checkpoint; atEnd: boolean }

/** A page ends at whichever comes first, so that a relay that catches up on years needs no more memory than an idle one. */
export const pageLimits = { events: 500, bytes: 1024 * 1024 }

/** Milliseconds for one page. */
const readDeadline = 3_000

/**
 * The event store has nothing at the relay's checkpoint: it was restored to an older state or replaced, and going on would
 * leave out what was appended since. The checkpoint has to be set back and the read model rebuilt.
 */
export class CheckpointNotInStore extends Error {
  readonly code = 'CHECKPOINT_NOT_IN_STORE'

  constructor(checkpoint: Checkpoint) {
    super(
      `$all holds no event at the relay's checkpoint ${checkpoint?.commit}/${checkpoint?.prepare}; was the event store restored?`,
    )
    this.name = 'CheckpointNotInStore'
  }
}

/**
 * Reads on from a checkpoint. A read of `$all` includes the place it starts from, and that shows for free whether the store
 * still has it.
 * @throws EventStoreUnavailable, CheckpointNotInStore
 */
export const readPage = (checkpoint: Checkpoint, limits = pageLimits): Promise<Page> =>
  callStore('reading $all', '$all', (client) => pageOf(client, checkpoint, limits))

const pageOf = async (
  client: EventStoreDBClient,
  checkpoint: Checkpoint,
  limits: typeof pageLimits,
): Promise<Page> => {
  const page: Page = { records: [], last: undefined, atEnd: true }
  const maxCount = limits.events + (checkpoint ? 1 : 0)
  let received = 0
  let bytes = 0
  for await (const place of placesFrom(client, checkpoint, maxCount, () => bytes >= limits.bytes)) {
    received++
    if (checkpoint && received === 1 && !isSamePlace(place, checkpoint))
      throw new CheckpointNotInStore(checkpoint)
    page.last = { commit: place.commit, prepare: place.prepare }
    if (!place.record) continue
    page.records.push(place.record)
    bytes += Buffer.byteLength(place.record.value)
  }
  if (checkpoint && !page.last) throw new CheckpointNotInStore(checkpoint)
  page.atEnd = received < maxCount && bytes < limits.bytes
  return page
}

/**
 * The events from a place on, that place included, until there are no more or it is enough. The call has to be cancelled then:
 * the client keeps a read that is merely left for as long as it lives.
 */
async function* placesFrom(
  client: EventStoreDBClient,
  checkpoint: Checkpoint,
  maxCount: number,
  enough: () => boolean,
): AsyncGenerator<Place & { record: TopicRecord | undefined }> {
  const reading = client.readAll({ fromPosition: checkpoint ?? START, maxCount })
  const timer = cancelWhenSilent(reading, readDeadline)
  let ended = false
  try {
    for await (const { event } of reading) {
      timer.refresh()
      // The checkpoint's own event was published before.
      const known =
        checkpoint !== undefined && event?.position !== undefined && isSamePlace(event.position, checkpoint)
      if (event?.position) yield { ...event.position, record: known ? undefined : recordOfInvoice(event) }
      if (enough()) return
    }
    ended = true
  } finally {
    clearTimeout(timer)
    if (!ended) await reading.cancel()
  }
}

const isSamePlace = (one: Place, other: Place): boolean =>
  one.commit === other.commit && one.prepare === other.prepare

/** Undefined for what the topic is not about: tenants, registers, the store's own statistics. */
const recordOfInvoice = (event: AllStreamRecordedEvent): TopicRecord | undefined => {
  if (!event.streamId.startsWith('invoice-')) return undefined
  const ours = toStoredEvent({ event })
  return ours && recordOf(ours)
}
