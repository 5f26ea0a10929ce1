import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import { type ExpectedRevision, type ProposedEvent, sizeOf } from '../event.ts'
import { invalid } from '../node-error.ts'
import type { WriteOutcome } from '../writing/request.ts'
import type { Writer } from '../writing/writer.ts'
import {
  type Addressed,
  type BatchFailure,
  badRequest,
  deleted,
  failed,
  succeeded,
  timeout,
  tooLarge,
  wrongRevision,
} from './batch-answer.ts'
import { readStreamName, readUuid } from './identity.ts'
import { maxAppendSize, readExpected, readProposed } from './proposed.ts'
import { asServiceError } from './status.ts'

/** An append that arrives in pieces under one correlation id, until the final one. */
type Pending = Addressed & {
  stream: string
  expected: ExpectedRevision
  events: ProposedEvent[]
  size: number
  answered: boolean
  timer: NodeJS.Timeout | undefined
}

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

/** setTimeout takes no longer wait; a deadline beyond it is none. */
const longestTimer = 2 ** 31 - 1

/** Streams.BatchAppend: one long call carries all appends of a connection, each answered when it is committed or refused. */
export const batchAppend =
  (writer: Writer) =>
  (call: Call): void => {
    const appends = batches(call, writer)
    receive(call, appends.accept, writer)
      .then(appends.settled)
      .then(
        () => call.end(),
        (error: unknown) => call.emit('error', asServiceError(error)),
      )
      .finally(appends.forget)
  }

const receive = async (call: Call, accept: (request: BatchAppendReq) => void, writer: Writer): Promise<void> => {
  for await (const request of call as AsyncIterable<BatchAppendReq>) {
    accept(request)
    await writer.room()
  }
}

const batches = (call: Call, writer: Writer) => {
  const open = new Map<string, Pending>()
  const writing = new Set<Promise<void>>()

  const refuse = (pending: Pending, failure: BatchFailure): void => finish(pending, failed(pending, failure))

  const finish = (pending: Pending, answer: BatchAppendResp): void => {
    if (pending.answered) return
    pending.answered = true
    clearTimeout(pending.timer)
    pending.events = []
    if (!call.cancelled) call.write(answer)
  }

  const write = async (pending: Pending): Promise<void> => {
    const { stream, expected, events } = pending
    const outcome = await writer.write({ kind: 'append', stream, expected, events, abandoned: () => pending.answered || call.cancelled })
    finish(pending, answerTo(pending, outcome))
  }

  const add = (pending: Pending, request: BatchAppendReq): void => {
    for (const message of request.getProposedMessagesList()) {
      const event = readProposed(message)
      pending.size += sizeOf(event)
      if (pending.size > maxAppendSize) {
        refuse(pending, tooLarge(maxAppendSize))
        return
      }
      pending.events.push(event)
    }
  }

  const begin = (request: BatchAppendReq): Pending => {
    const pending = pendingOf(request)
    const left = millisecondsLeft(pending.options)
    if (left <= 0) refuse(pending, timeout())
    else if (left < longestTimer) pending.timer = setTimeout(() => refuse(pending, timeout()), left).unref()
    return pending
  }

  const accept = (request: BatchAppendReq): void => {
    const id = readUuid(request.getCorrelationId(), 'The correlation id')
    let pending = open.get(id)
    try {
      if (request.hasOptions() && pending === undefined) pending = begin(request)
      if (pending === undefined) throw invalid('The first message of an append must hold its options')
      if (!pending.answered) add(pending, request)
    } catch (error) {
      // Later pieces of a refused append are passed over until its final one.
      pending ??= refusedPending(request)
      refuse(pending, badRequest(error))
    }
    if (!request.getIsFinal()) {
      open.set(id, pending)
      return
    }
    open.delete(id)
    if (pending.answered) return
    const written = write(pending)
    writing.add(written)
    written.then(
      () => writing.delete(written),
      (error: unknown) => {
        writing.delete(written)
        // The outcome is not known: the call ends, and with it every append on it that has no answer yet.
        if (!call.cancelled) call.emit('error', asServiceError(error))
      },
    )
  }

  return {
    accept,
    settled: () => Promise.allSettled(writing),
    forget: () => {
      for (const pending of open.values()) clearTimeout(pending.timer)
      open.clear()
    },
  }
}

const pendingOf = (request: BatchAppendReq): Pending => {
  const options = request.getOptions()
  if (options === undefined) throw invalid('The first message of an append must hold its options')
  const revision = options.hasStreamPosition() ? options.getStreamPosition() : undefined
  return {
    ...refusedPending(request),
    stream: readStreamName(options.getStreamIdentifier()),
    expected: readExpected(options, revision),
  }
}

const refusedPending = (request: BatchAppendReq): Pending => ({
  correlationId: request.getCorrelationId(),
  options: request.getOptions(),
  stream: '',
  expected: 'any',
  events: [],
  size: 0,
  answered: false,
  timer: undefined,
})

const millisecondsLeft = (options: BatchAppendReq.Options | undefined): number => {
  const deadline = options?.getDeadline()
  if (deadline === undefined) return Number.POSITIVE_INFINITY
  return deadline.getSeconds() * 1000 + deadline.getNanos() / 1e6 - Date.now()
}

const answerTo = (pending: Pending, outcome: WriteOutcome): BatchAppendResp => {
  const { options } = pending
  if (outcome.kind === 'written') return succeeded(pending, outcome.revision, outcome.position)
  if (outcome.kind === 'abandoned' || options === undefined) return failed(pending, timeout())
  return failed(pending, outcome.kind === 'streamDeleted' ? deleted(options) : wrongRevision(options, outcome.current))
}
