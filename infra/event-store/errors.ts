import {
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { status } from '@grpc/grpc-js'

/** The event store did not answer in time or at all. Whether an append took place is then unknown. */
export class EventStoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'
  /** False when the answer only did not come in time: the connection may be sound. */
  readonly connectionLost: boolean

  constructor(what: string, cause: unknown) {
    super(`The event store did not answer while ${what}`, { cause })
    this.name = 'EventStoreUnavailable'
    this.connectionLost = !isLate(cause)
  }
}

/** Somebody else appended to the stream since it was read. `actual` is the revision it has now, -1 when it does not exist. */
export class RevisionConflict extends Error {
  readonly code = 'CONFLICT'
  readonly stream: string
  readonly actual: number

  constructor(stream: string, actual: number, cause: unknown) {
    super(`The stream ${stream} has moved to revision ${actual}`, { cause })
    this.name = 'RevisionConflict'
    this.stream = stream
    this.actual = actual
  }
}

/** The events of one append are more than the store takes at once; nothing was appended. */
export class AppendTooLarge extends Error {
  readonly code = 'INPUT_TOO_LARGE'

  constructor(stream: string, cause?: unknown) {
    super(`What is appended to ${stream} is larger than the event store takes`, { cause })
    this.name = 'AppendTooLarge'
  }
}

const passing = [
  TimeoutError,
  DeadlineExceededError,
  UnavailableError,
  CancelledError,
  NotLeaderError,
  UnknownError,
]
const passingStatus = new Set<unknown>([
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
])

/** The one place where the client's errors become ours. What is not known here is a defect and goes up unchanged. */
export const translated = (error: unknown, what: string, stream: string): unknown => {
  if (error instanceof WrongExpectedVersionError)
    return new RevisionConflict(stream, revisionOf(error.actualVersion), error)
  if (error instanceof MaxAppendSizeExceededError) return new AppendTooLarge(stream, error)
  return isPassing(error) ? new EventStoreUnavailable(what, error) : error
}

/** UnknownError is the client's word for every status without one of its own, so its number says whether waiting may help. */
const isPassing = (error: unknown): boolean =>
  error instanceof UnknownError && error.code !== undefined
    ? passingStatus.has(error.code)
    : passing.some((type) => error instanceof type) || isConnectionFault(error)

const revisionOf = (current: bigint | 'no_stream'): number => (current === 'no_stream' ? -1 : Number(current))

/** Some broken connections come as grpc-js or node:net report them, and a channel may close between two steps of a call. */
const isConnectionFault = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string') return /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI)/.test(code)
  if (typeof code === 'number') return error.constructor === Error && passingStatus.has(code)
  return error.message === 'Channel has been shut down'
}

const isLate = (cause: unknown): boolean =>
  cause instanceof DeadlineExceededError ||
  (cause instanceof Error && 'code' in cause && cause.code === status.DEADLINE_EXCEEDED)
