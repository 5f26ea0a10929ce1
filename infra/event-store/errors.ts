import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'

/** The event store did not answer in time or at all. Whether an append took place is then unknown. */
export class EventStoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'

  constructor(what: string, cause: unknown) {
    super(`The event store did not answer while ${what}`, { cause })
    this.name = 'EventStoreUnavailable'
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

const passing = [TimeoutError, DeadlineExceededError, UnavailableError, CancelledError, NotLeaderError, UnknownError]

/** The one place where the client's errors become ours. What is not known here is a defect and goes up unchanged. */
export const translated = (error: unknown, what: string, stream: string): unknown => {
  if (error instanceof WrongExpectedVersionError) return new RevisionConflict(stream, revisionOf(error.actualVersion), error)
  if (error instanceof MaxAppendSizeExceededError || error instanceof AccessDeniedError) return error
  if (passing.some((type) => error instanceof type) || isConnectionFault(error)) return new EventStoreUnavailable(what, error)
  return error
}

const revisionOf = (current: bigint | 'no_stream'): number => (current === 'no_stream' ? -1 : Number(current))

/** grpc-js reports some broken connections as plain Errors of node:net. */
const isConnectionFault = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI)/.test(error.code)
