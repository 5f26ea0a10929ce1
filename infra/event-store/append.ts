import { setTimeout as pause } from 'node:timers/promises'
import { ANY, type AppendExpectedRevision, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { callDeadline, callStore } from './client.ts'
import { AppendTooLarge, EventStoreUnavailable } from './errors.ts'

/** What an append takes: `id` a UUID, `data` and `metadata` plain JSON. */
export type NewEvent = {
  id: string
  type: string
  data: Record<string, unknown>
  metadata: Record<string, unknown>
}

/** The revision a stream must have for an append to be taken: -1 = it must not exist, 'any' = whatever it is. */
export type ExpectedRevision = number | 'any'

const attempts = 3
const firstPauseMs = 40

/**
 * Appends all events or none and answers the revision of the last one. When the outcome of an attempt is unknown it is
 * repeated with the same ids, which the store recognises under a given expected revision: it answers as it did the first
 * time. Under 'any' the store may have forgotten the ids, so use that only where a repetition does no harm.
 * @throws RevisionConflict when the stream is elsewhere, EventStoreUnavailable when the outcome stays unknown, AppendTooLarge
 */
export const append = async (
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Promise<number> => {
  assertAppendable(stream, events)
  const messages = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]))
  const options = { expectedRevision: revision(expected), deadline: callDeadline }
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await callStore(`appending to ${stream}`, stream, (client) =>
        client.appendToStream(stream, messages, options),
      )
      return Number(result.nextExpectedRevision)
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable) || attempt === attempts) throw error
      await pause(Math.random() * firstPauseMs * 4 ** attempt)
    }
  }
}

const revision = (expected: ExpectedRevision): AppendExpectedRevision => {
  if (expected === 'any') return ANY
  return expected < 0 ? NO_STREAM : BigInt(expected)
}

/** EventStoreDB's own default, by which it counts the data and metadata of one append with a little for each event. */
const largestAppend = 1024 * 1024
const overheadOfEvent = 128

/**
 * Asked before anything else is appended for the same command, so that it is refused whole.
 * @throws AppendTooLarge
 */
export const assertAppendable = (
  stream: string,
  events: readonly Pick<NewEvent, 'data' | 'metadata'>[],
): void => {
  const sizes = events.map(({ data, metadata }) => overheadOfEvent + sizeOf(data) + sizeOf(metadata))
  if (sizes.reduce((sum, size) => sum + size, 0) > largestAppend) throw new AppendTooLarge(stream)
}

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
