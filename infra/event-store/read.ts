import {
  DeadlineExceededError,
  type EventStoreDBClient,
  type ResolvedEvent,
  START,
  type StreamingRead,
  StreamNotFoundError,
  END as streamEnd,
} from '@eventstore/db-client'
import { callDeadline, callStore } from './client.ts'
import { EventStoreUnavailable } from './errors.ts'
import type { StoredEvent } from './stored-event.ts'

type ReadOptions = { from?: number; maxCount?: number; direction?: 'forwards' | 'backwards' }

/**
 * The events of one stream in the order of reading, by default all of them forwards. A stream that does not exist has none.
 * @throws EventStoreUnavailable
 */
export const readStream = async (stream: string, options: ReadOptions = {}): Promise<StoredEvent[]> => {
  const attempt = () => callStore(`reading ${stream}`, stream, (client) => collected(client, stream, options))
  try {
    return await attempt()
  } catch (error) {
    // A connection that died while it was idle is noticed by the first call on it.
    if (error instanceof EventStoreUnavailable && error.connectionLost) return attempt()
    throw error
  }
}

const collected = async (
  client: EventStoreDBClient,
  stream: string,
  { from, maxCount, direction = 'forwards' }: ReadOptions,
): Promise<StoredEvent[]> => {
  const start = direction === 'forwards' ? START : streamEnd
  const reading = client.readStream(stream, {
    direction,
    fromRevision: from === undefined ? start : BigInt(from),
    ...(maxCount === undefined ? {} : { maxCount }),
  })
  const timer = cancelWhenSilent(reading)
  const events: StoredEvent[] = []
  try {
    for await (const resolved of reading) {
      timer.refresh()
      const event = toStoredEvent(resolved)
      if (event) events.push(event)
    }
    return events
  } catch (error) {
    if (error instanceof StreamNotFoundError) return []
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Ends a read when nothing comes for so long: the client takes a deadline for reads and does not keep it. */
export const cancelWhenSilent = (reading: StreamingRead<unknown>, afterMs = callDeadline): NodeJS.Timeout =>
  setTimeout(() => {
    reading.destroy(new DeadlineExceededError())
    void reading.cancel()
  }, afterMs)

/** The last event of a stream, undefined when there is none. */
export const readLast = async (stream: string): Promise<StoredEvent | undefined> =>
  (await readStream(stream, { direction: 'backwards', maxCount: 1 }))[0]

/** Undefined for what a link points to no more, and for events that are not JSON. */
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
