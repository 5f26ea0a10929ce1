import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import type { ExpectedRevision } from '../event.ts'
import { messageOf, NodeError } from '../node-error.ts'

const codes = {
  UNAVAILABLE: status.UNAVAILABLE,
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  CANCELLED: status.CANCELLED,
}

type Details = Record<string, string>

/** The trailers by which EventStoreDB's clients recognise an error. */
export const serviceError = (code: status, details: string, trailers: Details = {}): ServiceError => {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

/** Every failure of a call becomes a status here; one that nobody foresaw is INTERNAL and the node goes on. */
export const asServiceError = (error: unknown): ServiceError => {
  if (error instanceof NodeError)
    return serviceError(
      error.code in codes ? codes[error.code as keyof typeof codes] : status.INTERNAL,
      error.message,
    )
  if (error instanceof Error && 'details' in error && 'metadata' in error) return error as ServiceError
  return serviceError(status.INTERNAL, messageOf(error))
}

/** Header values must be printable ASCII; EventStoreDB percent-encodes nothing, so a name that does not fit is shown with its odd characters replaced. */
const header = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')

export const wrongExpectedVersion = (
  stream: string,
  expected: ExpectedRevision,
  current: number | undefined,
): ServiceError =>
  serviceError(
    status.FAILED_PRECONDITION,
    `The stream ${stream} has another revision than expected (${expected})`,
    {
      exception: 'wrong-expected-version',
      'stream-name': header(stream),
      'expected-version': String(versionNumber(expected)),
      ...(current === undefined ? {} : { 'actual-version': String(current) }),
    },
  )

const versionNumber = (expected: ExpectedRevision): bigint => {
  if (typeof expected === 'bigint') return expected
  return { no_stream: -1n, any: -2n, stream_exists: -4n }[expected]
}

export const streamDeleted = (stream: string): ServiceError =>
  serviceError(status.FAILED_PRECONDITION, `The stream ${stream} is deleted`, {
    exception: 'stream-deleted',
    'stream-name': header(stream),
  })

export const appendTooLarge = (limit: number): ServiceError =>
  serviceError(status.INVALID_ARGUMENT, `An append may hold ${limit} bytes`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  })
