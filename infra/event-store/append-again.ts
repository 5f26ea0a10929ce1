import { binaryEvent, type EventData, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { patiently } from './all-events.ts'
import { callDeadlineMs, callStore } from './client.ts'

/** What an event contains, of this store or another. Data and metadata are JSON values or bytes. */
export type EventContent = { id: string; type: string; data: unknown; metadata: unknown }

/**
 * Appends events with the ids that they had in another store, and with their revisions: `firstRevision` and
 * the following ones. All are appended or none. Safe to repeat.
 * @throws RevisionConflict when the stream does not end right before `firstRevision`
 * @throws EventStoreUnavailable when the store does not respond for about 40 s
 * @throws AppendTooLarge when the events exceed the limit of the store
 */
export const appendAgain = async (
  stream: string,
  firstRevision: number,
  events: readonly EventContent[],
): Promise<void> => {
  const messages = events.map(messageOf)
  const expectedRevision = firstRevision === 0 ? NO_STREAM : BigInt(firstRevision - 1)
  await patiently(() =>
    callStore(`appending to ${stream}`, stream, (client) =>
      client.appendToStream(stream, messages, { expectedRevision, deadline: callDeadlineMs }),
    ),
  )
}

const messageOf = ({ data, ...rest }: EventContent): EventData =>
  data instanceof Uint8Array
    ? binaryEvent({ ...rest, data })
    : jsonEvent({ ...rest, data } as Parameters<typeof jsonEvent>[0])
