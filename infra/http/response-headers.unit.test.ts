import { afterEach, expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { jsonType, responseHeaders } from './response-headers.ts'

const { CORS_ORIGIN: before } = process.env

afterEach(() => {
  if (before === undefined) delete process.env.CORS_ORIGIN
  else process.env.CORS_ORIGIN = before
})

const eventOf = (headers: Record<string, string>) =>
  ({ headers, requestContext: { requestId: 'request-1' } }) as unknown as APIGatewayProxyEvent

test.each(['has blank', 'x'.repeat(129), 'line\nbreak'])(
  'a correlation id that is not safe to log (%p) is replaced by the id of the request',
  (correlationId) => {
    const headers = responseHeaders(eventOf({ 'x-correlation-id': correlationId }), jsonType)
    expect(headers['X-Correlation-ID']).toBe('request-1')
  },
)

test('only allowed origins may read, unless the response says who may', () => {
  process.env.CORS_ORIGIN = 'https://a.example, https://b.example'
  const allowed = (origin: string, readers?: Record<string, string>) =>
    responseHeaders(eventOf({ origin }), jsonType, readers)['Access-Control-Allow-Origin']
  expect(allowed('https://b.example')).toBe('https://b.example')
  expect(allowed('https://evil.example')).toBeUndefined()
  expect(allowed('https://b.example', {})).toBeUndefined()
  expect(allowed('https://evil.example', { 'Access-Control-Allow-Origin': '*' })).toBe('*')
})

test('a response is not kept, and without a body it has no type', () => {
  expect(responseHeaders(eventOf({}), jsonType)).toMatchObject({
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
  })
  expect(responseHeaders(eventOf({}), undefined)).not.toHaveProperty('Content-Type')
})
