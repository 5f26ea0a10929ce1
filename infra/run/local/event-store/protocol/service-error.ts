import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import type { ExpectedRevision } from '../event.ts'
import { messageOf, NodeError } from '../node-error.ts'

const codes = {
  UNAVAILABLE: status.UNAVAILABLE,
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  CANCELLED: status.CANCELLED,
}

type Trailers = Record<string, string>

/** EventStoreDB's clients recognise an error by its trailers. */
const serviceError = (code: status, details: string, trailers: Trailers = {}): ServiceError => {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

/** The gRPC status of any error; an unexpected one is INTERNAL and does not stop the node. */
export const asServiceError = (error: unknown): ServiceError => {
  if (error instanceof NodeError)
    return serviceError(
      error.code in codes ? codes[error.code as keyof typeof codes] : status.INTERNAL,
      error.message,
    )
  if (error instanceof Error && 'details' in error && 'metadata' in error) return error as ServiceError
  return serviceError(status.INTERNAL, messageOf(error))
}

/**
 * Trailer values must be printable ASCII. EventStoreDB does not percent-encode, so other characters become
 * question marks.
 */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')

/**
 * The error of a failed delete, in EventStoreDB's own words: clients that do not read trailers look for
 * "WrongExpectedVersion" in them.
 */
export const deleteFailed = (
  stream: string,
  expected: ExpectedRevision,
  current: number | undefined,
): ServiceError => {
  const [expectedVersion, actualVersion] = [String(versionNumber(expected)), String(current ?? -1)]
  return serviceError(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, ` +
      `Expected version: ${expectedVersion}, Actual version: ${actualVersion}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': printable(stream),
      'expected-version': expectedVersion,
      'actual-version': actualVersion,
    },
  )
}

const versionNumber = (expected: ExpectedRevision): bigint => {
  if (typeof expected === 'bigint') return expected
  return { no_stream: -1n, any: -2n, stream_exists: -4n }[expected]
}

/** Clients that do not read trailers look for "is deleted". */
export const streamDeleted = (stream: string): ServiceError =>
  serviceError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': printable(stream),
  })

export const appendTooLarge = (maxBytes: number): ServiceError =>
  serviceError(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxBytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxBytes),
  })
