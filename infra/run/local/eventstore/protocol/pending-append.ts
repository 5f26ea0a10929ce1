import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js'
import { type ExpectedRevision, type ProposedEvent, sizeOf } from '../event.ts'
import { invalid } from '../node-error.ts'
import type { Addressed } from './batch-response.ts'
import { readStreamName } from './identity.ts'
import { maxAppendSize, readExpected, readProposed } from './proposed.ts'

/** An append that arrives in pieces under one correlation id, until the final one. */
export type PendingAppend = Addressed & {
  stream: string
  expected: ExpectedRevision
  events: ProposedEvent[]
  size: number
  answered: boolean
  timer: NodeJS.Timeout | undefined
}

/** From the first piece, which holds the options; throws INVALID_ARGUMENT. */
export const pendingAppend = (request: BatchAppendReq): PendingAppend => {
  const options = request.getOptions()
  if (options === undefined) throw invalid('The first message of an append must hold its options')
  const revision = options.hasStreamPosition() ? options.getStreamPosition() : undefined
  return {
    ...unreadableAppend(request),
    stream: readStreamName(options.getStreamIdentifier()),
    expected: readExpected(options, revision),
  }
}

/** One that can only be refused. */
export const unreadableAppend = (request: BatchAppendReq): PendingAppend => ({
  correlationId: request.getCorrelationId(),
  options: request.getOptions(),
  stream: '',
  expected: 'any',
  events: [],
  size: 0,
  answered: false,
  timer: undefined,
})

/** Takes the events of a piece; false when the append has become too large. Throws INVALID_ARGUMENT. */
export const addEvents = (pending: PendingAppend, request: BatchAppendReq): boolean => {
  for (const message of request.getProposedMessagesList()) {
    const event = readProposed(message)
    pending.size += sizeOf(event)
    if (pending.size > maxAppendSize) return false
    pending.events.push(event)
  }
  return true
}

/** Until the deadline that the client gave, infinite when it gave none. */
export const millisecondsLeft = ({ options }: PendingAppend): number => {
  const deadline = options?.getDeadline()
  if (deadline === undefined) return Number.POSITIVE_INFINITY
  return deadline.getSeconds() * 1000 + deadline.getNanos() / 1e6 - Date.now()
}
