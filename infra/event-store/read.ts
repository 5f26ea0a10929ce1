import { type ReadOptions, type RecordedEvent, readRecorded, storedEvent } from './read-recorded.ts'
import { readSkipRecords, type Skips, withSkip } from './skips.ts'
import type { StoredEvent } from './stored-event.ts'
import { isPublishedStream, parseStream } from './stream-names.ts'

/**
 * Returns the events of a stream in the order of reading; by default all of them, forwards. `from` is a
 * revision. With `maxBytes` the read ends with the first event, after another, that exceeds them as JSON. A
 * stream that does not exist has no events. An event that is not JSON is left out.
 *
 * The events of invoices and receipts that an operator has skipped are marked here, where every fold gets its
 * events, so that no caller can forget it; also one that is not JSON is then among them.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 */
export const readStream = async (stream: string, options: ReadOptions = {}): Promise<StoredEvent[]> => {
  const [events, skips] = await Promise.all([readRecorded(stream, options), skipsFor(stream)])
  return events.flatMap((event) => toFoldable(event, skips))
}

const skipsFor = async (stream: string): Promise<Skips> => {
  const tenantId = isPublishedStream(stream) ? parseStream(stream)?.tenantId : undefined
  return tenantId === undefined ? noSkips : readSkipRecords(tenantId)
}
const noSkips: Skips = new Map()

const toFoldable = (recorded: RecordedEvent, skips: Skips): StoredEvent[] => {
  const event = withSkip(storedEvent(recorded), skips)
  return recorded.isJson || event.skipped !== undefined ? [event] : []
}

/**
 * Returns the last event of a stream; undefined when there is none.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 */
export const readLast = async (stream: string): Promise<StoredEvent | undefined> =>
  (await readStream(stream, { direction: 'backwards', maxCount: 1 }))[0]
