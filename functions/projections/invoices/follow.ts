import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import type { Folded } from '../../read-model/rows/rows.ts'
import type { Delivered, Place } from './delivered.ts'
import { type Failure, fold, foldStream } from './fold.ts'

/** Where an invoice stands after its records, and the failure it stopped at, if any, with the place of the record. */
export type Followed = {
  folded: Folded
  failure?: Failure & { place: Place }
  duplicates: number
  reread: boolean
}

/**
 * Applies the records of one stream in whatever order and however often they come: what the row already shows is passed
 * over, and where records are missing in between the rest of the stream is read from the event store.
 * @throws EventStoreUnavailable
 */
export const follow = async (from: Folded, records: readonly Delivered[]): Promise<Followed> => {
  const followed: Followed = { folded: from, duplicates: 0, reread: false }
  for (const record of records) {
    const event = readable(record, followed.folded.revision + 1)
    if ('error' in event) return { ...followed, failure: { ...event, place: record.place } }
    if (event.revision <= followed.folded.revision) {
      followed.duplicates++
      continue
    }
    const gap = event.revision > followed.folded.revision + 1
    const { folded, failure } = gap ? await closeGap(event, followed.folded) : fold(followed.folded, [event])
    followed.folded = folded
    followed.reread ||= gap
    if (failure) return { ...followed, failure: { ...failure, place: record.place } }
  }
  return followed
}

/** The record may lie about its stream: then it is no more readable than one without JSON. */
const readable = ({ value, stream }: Delivered, expected: number): StoredEvent | Failure => {
  try {
    const event = eventOf(value)
    if (event.stream !== stream.name)
      throw new Error(`The record of ${stream.name} holds an event of ${event.stream}`)
    return event
  } catch (error) {
    return { revision: expected, error, record: value }
  }
}

/** A store that lacks what was published was set back to an older state: the stream waits, marked, for somebody to decide. */
const closeGap = async (event: StoredEvent, from: Folded): Promise<{ folded: Folded; failure?: Failure }> => {
  const reached = await foldStream(event.stream, from)
  if (reached.failure || reached.folded.revision >= event.revision) return reached
  const error = new Error(
    `The event store holds ${event.stream} only up to revision ${reached.folded.revision}, not ${event.revision}`,
  )
  return { ...reached, failure: { revision: event.revision, error, record: JSON.stringify(event) } }
}
