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

/** The event store did not respond in time, or the connection failed. An append may have taken effect. */
export class EventStoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'
  /** False after a timeout, because the connection may still work. */
  readonly connectionLost: boolean

  constructor(action: string, cause: unknown) {
    super(`The event store did not respond while ${action}`, { cause })
    this.name = 'EventStoreUnavailable'
    this.connectionLost = !isTimeout(cause)
  }
}

/** The stream does not have the expected revision. `actual` is its revision, -1 when it does not exist. */
export class RevisionConflict extends Error {
  readonly code = 'CONFLICT'
  readonly stream: string
  readonly actual: number

  constructor(stream: string, actual: number, cause: unknown) {
    super(`The stream ${stream} is at revision ${actual}`, { cause })
    this.name = 'RevisionConflict'
    this.stream = stream
    this.actual = actual
  }
}

/** The events of one append exceed the limit of the store; nothing was appended. */
export class AppendTooLarge extends Error {
  readonly code = 'INPUT_TOO_LARGE'

  constructor(stream: string, cause?: unknown) {
    super(`The append to ${stream} exceeds the limit of the event store`, { cause })
    this.name = 'AppendTooLarge'
  }
}

const temporaryErrors = [
  TimeoutError,
  DeadlineExceededError,
  UnavailableError,
  CancelledError,
  NotLeaderError,
  UnknownError,
]
const temporaryStatuses = new Set<unknown>([
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
])

/** Returns our error for an error of the client. Any other error is a defect and is returned unchanged. */
export const translateError = (error: unknown, action: string, stream: string): unknown => {
  if (error instanceof WrongExpectedVersionError)
    return new RevisionConflict(stream, revisionOf(error.actualVersion), error)
  if (error instanceof MaxAppendSizeExceededError) return new AppendTooLarge(stream, error)
  return isTemporary(error) ? new EventStoreUnavailable(action, error) : error
}

/** The client uses UnknownError for every status without a class, so the status code decides. */
const isTemporary = (error: unknown): boolean =>
  error instanceof UnknownError && error.code !== undefined
    ? temporaryStatuses.has(error.code)
    : temporaryErrors.some((type) => error instanceof type) || isConnectionFault(error)

const revisionOf = (current: bigint | 'no_stream'): number => (current === 'no_stream' ? -1 : Number(current))

/** The client does not convert some errors of grpc-js and node:net, and a channel may close during a call. */
const isConnectionFault = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string') return /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI)/.test(code)
  if (typeof code === 'number') return error.constructor === Error && temporaryStatuses.has(code)
  return error.message === 'Channel has been shut down'
}

const isTimeout = (cause: unknown): boolean =>
  cause instanceof DeadlineExceededError ||
  (cause instanceof Error && 'code' in cause && cause.code === status.DEADLINE_EXCEEDED)
