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
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { describe, expect, test } from '@jest/globals'
import { translateError } from './errors.ts'

/** Its metadata names the leader, as a node does that is none. */
const grpcError = (code: status): ServiceError => {
  const metadata = Metadata.fromHttp2Headers({
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': '2113',
  })
  return Object.assign(new Error('failed'), { code, details: 'failed', metadata })
}

const versions = (current: bigint | 'no_stream') =>
  new WrongExpectedVersionError(undefined, { streamName: 's', expected: 0n, current })

const translate = (error: unknown) => translateError(error, 'reading s', 's')

describe('an error of the client becomes', () => {
  test.each([
    ['a conflict with the revision of the stream', versions(7n), { code: 'CONFLICT', actual: 7 }],
    ['a conflict with a missing stream', versions('no_stream'), { code: 'CONFLICT', actual: -1 }],
    [
      'an append that is too large',
      new MaxAppendSizeExceededError(undefined, 1024),
      { code: 'INPUT_TOO_LARGE' },
    ],
    ['a timeout', new DeadlineExceededError(), { code: 'STORE_UNAVAILABLE', connectionLost: false }],
    ['a lost connection', new UnavailableError(), { code: 'STORE_UNAVAILABLE', connectionLost: true }],
    [
      'a lost connection for a temporary status without a class',
      new UnknownError(grpcError(status.INTERNAL)),
      { code: 'STORE_UNAVAILABLE', connectionLost: true },
    ],
    ['a lost connection for an error of grpc-js', grpcError(status.UNAVAILABLE), { connectionLost: true }],
    [
      'a lost connection for an error of node:net',
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      { connectionLost: true },
    ],
    [
      'a lost connection for a closed channel',
      new Error('Channel has been shut down'),
      { connectionLost: true },
    ],
  ])('%s, with its cause', (_, error, expected) => {
    expect(translate(error)).toMatchObject({ ...expected, cause: error })
  })
})

const statuses = ['CANCELLED', 'UNKNOWN', 'DEADLINE_EXCEEDED', 'ABORTED', 'INTERNAL', 'UNAVAILABLE'] as const
test.each(statuses)('after the status %s the outcome is unknown, whoever reports it', (name) => {
  const error = grpcError(status[name])
  for (const reported of [error, new UnknownError(error)])
    expect(translate(reported)).toMatchObject({ code: 'STORE_UNAVAILABLE', cause: reported })
})

test.each([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'],
  'EAI_AGAIN',
])('after the error %s of node:net the outcome is unknown', (code) => {
  expect(translate(Object.assign(new Error('failed'), { code }))).toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

test.each([
  ['TimeoutError', TimeoutError],
  ['CancelledError', CancelledError],
  ['NotLeaderError', NotLeaderError],
])('after a %s of the client the call can be made again', (_, Type) => {
  expect(translate(new Type(grpcError(status.NOT_FOUND)))).toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

test.each([
  ['a defect', new TypeError('x is not a function')],
  ['missing permission', new AccessDeniedError()],
  ['a permanent status without a class', new UnknownError(grpcError(status.INVALID_ARGUMENT))],
  ['a permanent error of grpc-js', grpcError(status.INVALID_ARGUMENT)],
  ['a thrown text', 'failed'],
])('%s is returned unchanged', (_, error) => {
  expect(translate(error)).toBe(error)
})
