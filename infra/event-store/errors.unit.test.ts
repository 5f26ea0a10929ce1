import {
  AccessDeniedError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { describe, expect, test } from '@jest/globals'
import { translateError } from './errors.ts'

const grpcError = (code: status): ServiceError =>
  Object.assign(new Error('failed'), { code, details: 'failed', metadata: new Metadata() })

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

test.each([
  ['a defect', new TypeError('x is not a function')],
  ['missing permission', new AccessDeniedError()],
  ['a permanent status without a class', new UnknownError(grpcError(status.INVALID_ARGUMENT))],
  ['a permanent error of grpc-js', grpcError(status.INVALID_ARGUMENT)],
  ['a thrown text', 'failed'],
])('%s is returned unchanged', (_, error) => {
  expect(translate(error)).toBe(error)
})
