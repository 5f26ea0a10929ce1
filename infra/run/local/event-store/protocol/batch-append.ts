import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { WriteOutcome } from '../writing/write-request.ts'
import type { Writer } from '../writing/writer.ts'
import { maxAppendBytes } from './append-request.ts'
import {
  badRequest,
  failureResponse,
  streamDeletedFailure,
  successResponse,
  timeout,
  tooLarge,
  wrongRevision,
} from './batch-response.ts'
import { abortWhenGone, waitForDrain } from './client-gone.ts'
import { readUuid } from './identifiers.ts'
import {
  addEvents,
  emptyPendingAppend,
  millisecondsLeft,
  type PendingAppend,
  readPendingAppend,
} from './pending-append.ts'
import { asServiceError } from './service-error.ts'

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

/** The longest time that setTimeout accepts. A deadline after it gets no timer. */
const maxTimerMs = 2 ** 31 - 1

/**
 * Streams.BatchAppend: one long call carries all appends of a connection; each gets its response when it is
 * committed or rejected.
 */
export const batchAppend =
  (writer: Writer) =>
  (call: Call): void => {
    const appends = new BatchAppends(call, writer)
    receiveAll(call, appends, writer)
      .then(
        () => call.end(),
        (error: unknown) => call.emit('error', asServiceError(error)),
      )
      .finally(() => appends.clear())
  }

/**
 * Stops reading from the client while the writer's queue is full or the client does not read its responses.
 */
const receiveAll = async (call: Call, appends: BatchAppends, writer: Writer): Promise<void> => {
  const gone = abortWhenGone(call)
  for await (const request of call as AsyncIterable<BatchAppendReq>) {
    appends.receive(request)
    await writer.waitForRoom()
    if (call.writableNeedDrain) await waitForDrain(call, gone.signal)
  }
  await appends.waitForWrites()
}

class BatchAppends {
  readonly #call: Call
  readonly #writer: Writer
  /** The appends whose final message has not arrived, by correlation id. */
  readonly #pending = new Map<string, PendingAppend>()
  readonly #writes = new Set<Promise<void>>()

  constructor(call: Call, writer: Writer) {
    this.#call = call
    this.#writer = writer
  }

  receive(request: BatchAppendReq): void {
    const id = readUuid(request.getCorrelationId(), 'The correlation id')
    const pending = this.#addMessage(this.#pending.get(id), request)
    if (!request.getIsFinal()) {
      // A rejected append is kept too, so that its later messages are ignored.
      this.#pending.set(id, pending)
      return
    }
    this.#pending.delete(id)
    if (!pending.responded) this.#write(pending)
  }

  /** Resolves when every append that was passed to the writer has its response. */
  async waitForWrites(): Promise<void> {
    await Promise.allSettled(this.#writes)
  }

  clear(): void {
    for (const pending of this.#pending.values()) clearTimeout(pending.timer)
    this.#pending.clear()
  }

  #addMessage(known: PendingAppend | undefined, request: BatchAppendReq): PendingAppend {
    let pending = known
    try {
      pending ??= this.#begin(request)
      if (!pending.responded && !addEvents(pending, request))
        this.#respond(pending, failureResponse(pending, tooLarge(maxAppendBytes)))
    } catch (error) {
      pending ??= emptyPendingAppend(request)
      this.#respond(pending, failureResponse(pending, badRequest(error)))
    }
    return pending
  }

  #begin(request: BatchAppendReq): PendingAppend {
    const pending = readPendingAppend(request)
    const expire = () => this.#respond(pending, failureResponse(pending, timeout()))
    const leftMs = millisecondsLeft(pending)
    if (leftMs <= 0) expire()
    else if (leftMs < maxTimerMs) pending.timer = setTimeout(expire, leftMs).unref()
    return pending
  }

  #write(pending: PendingAppend): void {
    const { stream, expected, events } = pending
    const isAbandoned = () => pending.responded || this.#call.cancelled
    const write = this.#writer
      .write({ kind: 'append', stream, expected, events, isAbandoned })
      .then((outcome) => this.#respond(pending, responseOf(pending, outcome)))
      // The outcome is unknown: the call ends, and with it all its appends that have no response yet.
      .catch((error: unknown) => {
        if (!this.#call.cancelled) this.#call.emit('error', asServiceError(error))
      })
      .finally(() => {
        clearTimeout(pending.timer)
        this.#writes.delete(write)
      })
    this.#writes.add(write)
  }

  /** Sends the first response of an append; a client accepts no second one. */
  #respond(pending: PendingAppend, response: BatchAppendResp): void {
    if (pending.responded) return
    pending.responded = true
    clearTimeout(pending.timer)
    pending.events = []
    if (!this.#call.cancelled) this.#call.write(response)
  }
}

const responseOf = (pending: PendingAppend, outcome: WriteOutcome): BatchAppendResp => {
  const { options } = pending
  if (outcome.kind === 'written') return successResponse(pending, outcome.revision, outcome.position)
  if (outcome.kind === 'abandoned' || options === undefined) return failureResponse(pending, timeout())
  return failureResponse(
    pending,
    outcome.kind === 'streamDeleted'
      ? streamDeletedFailure(options)
      : wrongRevision(options, outcome.current),
  )
}
