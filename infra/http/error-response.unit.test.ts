import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { InvocationError } from '../lambda/invocation-error.ts'
import { type InterceptedLog, interceptLog } from '../observability/testing/intercepted-log.ts'
import { errorResponse } from './error-response.ts'
import { forbidden, rateLimited, unavailable } from './http-error.ts'

const { CORS_ORIGIN: before } = process.env
let log: InterceptedLog

beforeEach(() => {
  log = interceptLog()
})
afterEach(() => {
  jest.restoreAllMocks()
  if (before === undefined) delete process.env.CORS_ORIGIN
  else process.env.CORS_ORIGIN = before
})

const responseTo = (thrown: unknown, headers: Record<string, string> = {}) => {
  const event = { headers, requestContext: { requestId: 'request-1' } } as unknown as APIGatewayProxyEvent
  const response = errorResponse(event, thrown, unavailable('The shelf is not available'))
  return { ...response, errors: JSON.parse(response.body).errors }
}

test('a refusal has its status and its error, and nothing is logged', () => {
  const permission = { operation: 'invoice', permission: 'invoice:read' }
  const { statusCode, headers, errors } = responseTo(forbidden('document', permission), {
    'x-correlation-id': 'mine-1',
  })
  expect([statusCode, errors]).toEqual([
    403,
    [
      {
        message: 'A document needs invoice:read',
        extensions: {
          ...{ code: 'FORBIDDEN', path: null, params: permission, retryable: false },
          correlationId: 'mine-1',
        },
      },
    ],
  ])
  expect(headers).toMatchObject({
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Correlation-ID': 'mine-1',
  })
  expect(log.text()).toBe('')
})

const failed = (details: { errorType: string }) =>
  new InvocationError('FUNCTION_FAILED', 'read-stream', '10.0.0.7', details)

test.each([
  ['a store', Object.assign(new Error('10.0.0.7'), { code: 'STORE_UNAVAILABLE' })],
  ['a secret', Object.assign(new Error('10.0.0.7'), { code: 'SECRET_UNAVAILABLE' })],
  ['the store of a function', failed({ errorType: 'StoreUnavailable' })],
])('without %s the response is the one for that, and may be tried again', (_, thrown) => {
  const { statusCode, body, errors } = responseTo(thrown)
  expect([statusCode, errors]).toMatchObject([
    503,
    [{ message: 'The shelf is not available', extensions: { code: 'STORE_UNAVAILABLE', retryable: true } }],
  ])
  expect(body).not.toContain('10.0.0.7')
  expect(log.lines()).toMatchObject([{ level: 'warn', message: 'A store is not available' }])
})

test.each([[new Error('hush')], ['hush'], [undefined]])('the defect %p is logged and masked', (thrown) => {
  const { statusCode, body } = responseTo(thrown)
  expect(statusCode).toBe(500)
  expect(JSON.parse(body).errors).toMatchObject([
    { message: expect.stringContaining('request-1'), extensions: { code: 'INTERNAL_SERVER_ERROR' } },
  ])
  expect(body).not.toContain('hush')
  expect(log.lines()).toMatchObject([{ level: 'error', message: 'Unexpected error' }])
})

test('a page of an allowed origin reads how long to wait', () => {
  process.env.CORS_ORIGIN = 'https://desk.example'
  const { statusCode, headers } = responseTo(rateLimited('Too often', 5), { origin: 'https://desk.example' })
  expect([statusCode, headers]).toEqual([
    429,
    expect.objectContaining({
      'Retry-After': '5',
      'Access-Control-Allow-Origin': 'https://desk.example',
      'Access-Control-Expose-Headers': 'X-Correlation-ID,Retry-After',
    }),
  ])
})
