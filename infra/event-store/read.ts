import {
  type EventStoreDBClient,
  type ResolvedEvent,
  START,
  StreamNotFoundError,
  END as streamEnd,
} from '@eventstore/db-client'
import { timeOutcome } from '../observability/metrics.ts'
import { callStore } from './client.ts'
import { receiveEvents } from './receive-events.ts'
import type { StoredEvent } from './stored-event.ts'

type ReadOptions = {
  from?: number
  maxCount?: number
  maxBytes?: number
  direction?: 'forwards' | 'backwards'
}

/**
 * Returns the events of a stream in the order of reading; by default all of them, forwards. `from` is a
 * revision. With `maxBytes` the read ends with the first event, after another, that exceeds them as JSON. A
 * stream that does not exist has no events.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 */
export const readStream = (stream: string, options: ReadOptions = {}): Promise<StoredEvent[]> =>
  timeOutcome('eventstore_read_duration_seconds', () =>
    callStore(`reading ${stream}`, stream, (client) => collect(client, stream, options)),
  )

const collect = async (
  client: EventStoreDBClient,
  stream: string,
  { from, maxCount, maxBytes, direction = 'forwards' }: ReadOptions,
): Promise<StoredEvent[]> => {
  const start = direction === 'forwards' ? START : streamEnd
  const reading = client.readStream(stream, {
    direction,
    fromRevision: from === undefined ? start : BigInt(from),
    ...(maxCount === undefined ? {} : { maxCount }),
  })
  const events: StoredEvent[] = []
  let bytes = 0
  try {
    for await (const resolved of receiveEvents(reading)) {
      const event = toStoredEvent(resolved)
      if (!event) continue
      events.push(event)
      if (maxBytes === undefined) continue
      bytes += Buffer.byteLength(JSON.stringify(event))
      if (events.length > 1 && bytes > maxBytes) break
    }
    return events
  } catch (error) {
    if (error instanceof StreamNotFoundError) return []
    throw error
  }
}

/**
 * Returns the last event of a stream; undefined when there is none.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 */
export const readLast = async (stream: string): Promise<StoredEvent | undefined> =>
  (await readStream(stream, { direction: 'backwards', maxCount: 1 }))[0]

/** Returns undefined for a link whose target is gone, and for an event that is not JSON. */
export const toStoredEvent = ({ event }: ResolvedEvent): StoredEvent | undefined => {
  if (!event?.isJson) return undefined
  return {
    id: event.id,
    type: event.type,
    stream: event.streamId,
    revision: Number(event.revision),
    created: event.created.toISOString(),
    data: event.data,
    metadata: (event.metadata ?? {}) as Record<string, unknown>,
  }
}
