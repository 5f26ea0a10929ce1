import { ANY, type AppendResult, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { callDeadline, eventStore } from './client.ts'
import { EventStoreUnavailable, translated } from './errors.ts'

/** What an append takes: `id` a UUID, `data` and `metadata` plain JSON. */
export type NewEvent = { id: string; type: string; data: Record<string, unknown>; metadata: Record<string, unknown> }

/** The revision a stream must have for an append to be taken: -1 = it must not exist, 'any' = whatever it is. */
export type ExpectedRevision = number | 'any'

const attempts = 3

/**
 * Appends all events or none and answers the revision of the last one. When the outcome of an attempt is unknown it is
 * repeated with the same ids, which the store recognises under a given expected revision: it answers as it did the first
 * time. Under 'any' the store may have forgotten the ids, so use that only where a repetition does no harm.
 * @throws RevisionConflict when the stream is elsewhere, EventStoreUnavailable when the outcome stays unknown
 */
export const append = async (stream: string, events: NewEvent[], expected: ExpectedRevision): Promise<number> => {
  const messages = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]))
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await answeredInTime(
        eventStore().appendToStream(stream, messages, { expectedRevision: revision(expected), deadline: callDeadline }),
        stream,
      )
      return Number(result.nextExpectedRevision)
    } catch (error) {
      const ours = translated(error, `appending to ${stream}`, stream)
      if (!(ours instanceof EventStoreUnavailable) || attempt === attempts) throw ours
    }
  }
}

const revision = (expected: ExpectedRevision) => {
  if (expected === 'any') return ANY
  return expected < 0 ? NO_STREAM : BigInt(expected)
}

/** The client's long append stream has no deadline of its own: an answer that is lost would be waited for without end. */
const answeredInTime = async (appending: Promise<AppendResult>, stream: string): Promise<AppendResult> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EventStoreUnavailable(`appending to ${stream}`, new Error('no answer'))), callDeadline)
  })
  try {
    return await Promise.race([appending, late])
  } finally {
    clearTimeout(timer)
  }
}
