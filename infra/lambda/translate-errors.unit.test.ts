import { expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { EventUndecodable } from '../../domain/event/decode.ts'
import { StreamDamaged } from '../../domain/event/stream-damaged.ts'
import { ClockDisagrees } from '../event-store/clock.ts'
import { AppendTooLarge, EventStoreUnavailable } from '../event-store/errors.ts'
import { StoreUnavailable } from '../postgres/store-failure.ts'
import { InvocationError } from './invocation-error.ts'
import { tenantFunction } from './tenant-function.ts'

const envelope = {
  field: 'tenant',
  input: {},
  context: { tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
}

const answerAfter = (thrown: unknown) => {
  const throwing = tenantFunction(
    { name: 'Throwing', operation: 'tenant', input: z.strictObject({}) },
    async () => {
      throw thrown
    },
  )
  return throwing(envelope, {} as Context)
}

const invocationError = (code: 'FUNCTION_FAILED' | 'FUNCTION_TIMED_OUT', errorType?: string) =>
  new InvocationError(code, 'read-stream', 'hidden from the caller', { errorType })

test.each([
  [
    'a store that is not available',
    new EventStoreUnavailable('reading', new Error('x')),
    'STORE_UNAVAILABLE',
    true,
  ],
  [
    'an event store that is not available to an invoked function',
    invocationError('FUNCTION_FAILED', new EventStoreUnavailable('reading', undefined).name),
    'STORE_UNAVAILABLE',
    true,
  ],
  [
    'a database that is not available to an invoked function',
    invocationError('FUNCTION_FAILED', new StoreUnavailable(undefined).name),
    'STORE_UNAVAILABLE',
    true,
  ],
  ['an invoked function that timed out', invocationError('FUNCTION_TIMED_OUT'), 'STORE_UNAVAILABLE', true],
  [
    'an invoked function that failed',
    invocationError('FUNCTION_FAILED', 'TypeError'),
    'INTERNAL_SERVER_ERROR',
    false,
  ],
  ['a clock that is wrong', new ClockDisagrees('The clocks differ by 120 s'), 'CLOCK_DISAGREES', true],
  ['events that are too large', new AppendTooLarge('invoice-acme_1'), 'INPUT_TOO_LARGE', false],
  [
    'an event of a newer version',
    new EventUndecodable('EVENT_VERSION_UNKNOWN', 'secret'),
    'EVENT_VERSION_UNKNOWN',
    false,
  ],
  [
    'an event with invalid data',
    new EventUndecodable('EVENT_DATA_INVALID', 'secret'),
    'EVENT_DATA_INVALID',
    false,
  ],
  ['an event that cannot have happened', new StreamDamaged('secret'), 'STREAM_DAMAGED', false],
  ['a defect', new TypeError('secret'), 'INTERNAL_SERVER_ERROR', false],
  [
    'a defect whose code is the name of a member of every object',
    Object.assign(new Error('secret'), { code: 'constructor' }),
    'INTERNAL_SERVER_ERROR',
    false,
  ],
])('%s gives its own code', async (_, thrown, code, retryable) => {
  const answer = await answerAfter(thrown)
  expect(answer).toMatchObject({ ok: false, error: { code, retryable } })
  expect(JSON.stringify(answer)).not.toMatch(/secret|hidden/)
})
