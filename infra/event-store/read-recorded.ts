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

export type ReadOptions = {
  from?: number
  maxCount?: number
  maxBytes?: number
  direction?: 'forwards' | 'backwards'
}

/** An event of a stream as it is stored. One that is not JSON has no data. */
export type RecordedEvent = StoredEvent & { isJson: boolean }

/**
 * Returns the events of a stream as they are stored, and knows nothing of skips: use `readStream` for
 * anything that is folded. See there for the options.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 */
export const readRecorded = (stream: string, options: ReadOptions = {}): Promise<RecordedEvent[]> =>
  timeOutcome('eventstore_read_duration_seconds', () =>
    callStore(`reading ${stream}`, stream, (client) => collect(client, stream, options)),
  )

const collect = async (
  client: EventStoreDBClient,
  stream: string,
  { from, maxCount, maxBytes, direction = 'forwards' }: ReadOptions,
): Promise<RecordedEvent[]> => {
  const start = direction === 'forwards' ? START : streamEnd
  const reading = client.readStream(stream, {
    direction,
    fromRevision: from === undefined ? start : BigInt(from),
    ...(maxCount === undefined ? {} : { maxCount }),
  })
  const events: RecordedEvent[] = []
  let bytes = 0
  try {
    for await (const resolved of receiveEvents(reading)) {
      const event = toRecorded(resolved)
      if (!event) continue
      events.push(event)
      if (maxBytes === undefined || !event.isJson) continue
      bytes += Buffer.byteLength(JSON.stringify(storedEvent(event)))
      if (events.length > 1 && bytes > maxBytes) break
    }
    return events
  } catch (error) {
    if (error instanceof StreamNotFoundError) return []
    throw error
  }
}

/** Returns undefined for a link whose target is gone. */
const toRecorded = ({ event }: ResolvedEvent): RecordedEvent | undefined =>
  event && {
    id: event.id,
    type: event.type,
    stream: event.streamId,
    revision: Number(event.revision),
    created: event.created.toISOString(),
    data: event.isJson ? event.data : null,
    metadata: (event.isJson && event.metadata ? event.metadata : {}) as Record<string, unknown>,
    isJson: event.isJson,
  }

/** Returns undefined for a link whose target is gone, and for an event that is not JSON. */
export const toStoredEvent = (resolved: ResolvedEvent): StoredEvent | undefined => {
  const recorded = toRecorded(resolved)
  return recorded?.isJson ? storedEvent(recorded) : undefined
}

export const storedEvent = ({ isJson, ...event }: RecordedEvent): StoredEvent => event
