import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { WriteOutcome } from '../writing/request.ts'
import type { Writer } from '../writing/writer.ts'
import { badRequest, deleted, failed, succeeded, timeout, tooLarge, wrongRevision } from './batch-response.ts'
import { departure, drained } from './departure.ts'
import { readUuid } from './identity.ts'
import {
  addEvents,
  millisecondsLeft,
  type PendingAppend,
  pendingAppend,
  unreadableAppend,
} from './pending-append.ts'
import { maxAppendSize } from './proposed.ts'
import { asServiceError } from './status.ts'

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

/** setTimeout takes no longer wait; a deadline beyond it is none. */
const longestTimer = 2 ** 31 - 1

/** Streams.BatchAppend: one long call carries all appends of a connection, each answered when it is committed or refused. */
export const batchAppend =
  (writer: Writer) =>
  (call: Call): void => {
    const appends = new BatchAppends(call, writer)
    receive(call, appends, writer)
      .then(
        () => call.end(),
        (error: unknown) => call.emit('error', asServiceError(error)),
      )
      .finally(() => appends.forget())
  }

/** Takes no more from a client while the writer's queue is full or the client leaves its answers lying. */
const receive = async (call: Call, appends: BatchAppends, writer: Writer): Promise<void> => {
  const gone = departure(call)
  for await (const request of call as AsyncIterable<BatchAppendReq>) {
    appends.accept(request)
    await writer.room()
    if (call.writableNeedDrain) await drained(call, gone.signal)
  }
  await appends.settled()
}

class BatchAppends {
  readonly #call: Call
  readonly #writer: Writer
  readonly #open = new Map<string, PendingAppend>()
  readonly #writing = new Set<Promise<void>>()

  constructor(call: Call, writer: Writer) {
    this.#call = call
    this.#writer = writer
  }

  accept(request: BatchAppendReq): void {
    const id = readUuid(request.getCorrelationId(), 'The correlation id')
    const pending = this.#grown(this.#open.get(id), request)
    if (!request.getIsFinal()) {
      // Also a refused one: its later pieces are passed over until the final one.
      this.#open.set(id, pending)
      return
    }
    this.#open.delete(id)
    if (!pending.answered) this.#write(pending)
  }

  /** Resolves when everything that was accepted is answered. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing)
  }

  forget(): void {
    for (const pending of this.#open.values()) clearTimeout(pending.timer)
    this.#open.clear()
  }

  #grown(known: PendingAppend | undefined, request: BatchAppendReq): PendingAppend {
    let pending = known
    try {
      pending ??= this.#begun(request)
      if (!pending.answered && !addEvents(pending, request))
        this.#answer(pending, failed(pending, tooLarge(maxAppendSize)))
    } catch (error) {
      pending ??= unreadableAppend(request)
      this.#answer(pending, failed(pending, badRequest(error)))
    }
    return pending
  }

  #begun(request: BatchAppendReq): PendingAppend {
    const pending = pendingAppend(request)
    const expire = () => this.#answer(pending, failed(pending, timeout()))
    const left = millisecondsLeft(pending)
    if (left <= 0) expire()
    else if (left < longestTimer) pending.timer = setTimeout(expire, left).unref()
    return pending
  }

  #write(pending: PendingAppend): void {
    const { stream, expected, events } = pending
    const abandoned = () => pending.answered || this.#call.cancelled
    const written = this.#writer
      .write({ kind: 'append', stream, expected, events, abandoned })
      .then((outcome) => this.#answer(pending, answerTo(pending, outcome)))
      // The outcome is not known: the call ends, and with it every append on it that has no answer yet.
      .catch(
        (error: unknown) => void (this.#call.cancelled || this.#call.emit('error', asServiceError(error))),
      )
      .finally(() => {
        clearTimeout(pending.timer)
        this.#writing.delete(written)
      })
    this.#writing.add(written)
  }

  /** The first answer counts: a client takes no second one. */
  #answer(pending: PendingAppend, answer: BatchAppendResp): void {
    if (pending.answered) return
    pending.answered = true
    clearTimeout(pending.timer)
    pending.events = []
    if (!this.#call.cancelled) this.#call.write(answer)
  }
}

const answerTo = (pending: PendingAppend, outcome: WriteOutcome): BatchAppendResp => {
  const { options } = pending
  if (outcome.kind === 'written') return succeeded(pending, outcome.revision, outcome.position)
  if (outcome.kind === 'abandoned' || options === undefined) return failed(pending, timeout())
  return failed(
    pending,
    outcome.kind === 'streamDeleted' ? deleted(options) : wrongRevision(options, outcome.current),
  )
}
