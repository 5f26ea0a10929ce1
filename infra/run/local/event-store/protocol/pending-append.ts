import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js'
import { type ExpectedRevision, type ProposedEvent, sizeInBytes } from '../event.ts'
import { invalid } from '../node-error.ts'
import { maxAppendBytes, readExpectedRevision, readProposedEvent } from './append-request.ts'
import type { RepeatedFields } from './batch-response.ts'
import { readStreamName } from './identifiers.ts'

/** An append that arrives in several messages with one correlation id. */
export type PendingAppend = RepeatedFields & {
  stream: string
  expected: ExpectedRevision
  events: ProposedEvent[]
  bytes: number
  responded: boolean
  timer: NodeJS.Timeout | undefined
}

/**
 * A pending append from its first message, still without events.
 * @throws INVALID_ARGUMENT when the options are missing, or have no valid stream name or expected revision
 */
export const readPendingAppend = (request: BatchAppendReq): PendingAppend => {
  const options = request.getOptions()
  if (options === undefined) throw invalid('The first message of an append must contain its options')
  const revision = options.hasStreamPosition() ? options.getStreamPosition() : undefined
  return {
    ...emptyPendingAppend(request),
    stream: readStreamName(options.getStreamIdentifier()),
    expected: readExpectedRevision(options, revision),
  }
}

/** A pending append without a stream or events; enough to respond with an error. */
export const emptyPendingAppend = (request: BatchAppendReq): PendingAppend => ({
  correlationId: request.getCorrelationId(),
  options: request.getOptions(),
  stream: '',
  expected: 'any',
  events: [],
  bytes: 0,
  responded: false,
  timer: undefined,
})

/**
 * Adds the events of a message; returns false when the append has become too large.
 * @throws INVALID_ARGUMENT when an event is malformed
 */
export const addEvents = (pending: PendingAppend, request: BatchAppendReq): boolean => {
  for (const message of request.getProposedMessagesList()) {
    const event = readProposedEvent(message)
    pending.bytes += sizeInBytes(event)
    if (pending.bytes > maxAppendBytes) return false
    pending.events.push(event)
  }
  return true
}

/** The time until the client's deadline, infinite without one. */
export const millisecondsLeft = ({ options }: PendingAppend): number => {
  const deadline = options?.getDeadline()
  if (deadline === undefined) return Number.POSITIVE_INFINITY
  return deadline.getSeconds() * 1000 + deadline.getNanos() / 1e6 - Date.now()
}
