import { setTimeout as pause } from 'node:timers/promises'
import {
  ANY,
  type AppendExpectedRevision,
  type AppendToStreamOptions,
  type EventData,
  jsonEvent,
  NO_STREAM,
} from '@eventstore/db-client'
import { timeOutcome } from '../observability/metrics.ts'
import { timeLeftMs } from '../process/time-left.ts'
import { callDeadlineMs, callStore } from './client.ts'
import { AppendTooLarge, EventStoreUnavailable, RevisionConflict } from './errors.ts'

/** An event to append: `id` is a UUID, `data` and `metadata` are plain JSON. */
export type NewEvent = {
  id: string
  type: string
  data: Record<string, unknown>
  metadata: Record<string, unknown>
}

/** The revision that a stream must have for an append to succeed; -1: it must not exist; 'any': no check. */
export type ExpectedRevision = number | 'any'

const attemptsMax = 3
const pauseFactorMs = 40

/**
 * Appends all events or none, and returns the revision of the last one. An attempt with an unknown outcome is
 * repeated with the same ids. With an expected revision the store recognises the ids and returns the first
 * result again. With 'any' it may no longer remember them, so use 'any' only where a repetition does no harm.
 * @throws RevisionConflict when the stream does not have the expected revision
 * @throws EventStoreUnavailable when the outcome is still unknown after three attempts, or no time is left
 * @throws AppendTooLarge when the events exceed 1 MiB
 */
export const append = async (
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Promise<number> => {
  assertAppendable(stream, events)
  const messages = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]))
  const options = { expectedRevision: toClientRevision(expected), deadline: callDeadlineMs }
  return timeOutcome(
    'eventstore_append_duration_seconds',
    () => appendRepeatedly(stream, messages, options),
    outcomeOf,
  )
}

const outcomeOf = (error: unknown): string => (error instanceof RevisionConflict ? 'conflict' : 'error')

const appendRepeatedly = async (
  stream: string,
  messages: EventData[],
  options: AppendToStreamOptions,
): Promise<number> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await callStore(`appending to ${stream}`, stream, (client) =>
        client.appendToStream(stream, messages, options),
      )
      return Number(result.nextExpectedRevision)
    } catch (error) {
      const pauseMs = Math.random() * pauseFactorMs * 4 ** attempt
      const isLast = attempt === attemptsMax || timeLeftMs() < pauseMs
      if (!(error instanceof EventStoreUnavailable) || isLast) throw error
      await pause(pauseMs)
    }
  }
}

const toClientRevision = (expected: ExpectedRevision): AppendExpectedRevision => {
  if (expected === 'any') return ANY
  return expected < 0 ? NO_STREAM : BigInt(expected)
}

/**
 * The default limit of EventStoreDB for the data and metadata of an append, and the overhead that it may add.
 */
const largestAppendBytes = 1024 * 1024
const eventOverheadBytes = 128

/**
 * Call this before other appends of the same command, so that a command that is too large appends nothing.
 * @throws AppendTooLarge when the events exceed 1 MiB
 */
export const assertAppendable = (
  stream: string,
  events: readonly Pick<NewEvent, 'data' | 'metadata'>[],
): void => {
  const sizes = events.map(({ data, metadata }) => eventOverheadBytes + jsonBytes(data) + jsonBytes(metadata))
  if (sizes.reduce((sum, size) => sum + size, 0) > largestAppendBytes) throw new AppendTooLarge(stream)
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
