import { describe, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'

const { send } = fixtureHost()

const post = (body: object) => send('POST', '/respond', {}, JSON.stringify(body))

describe('the response', () => {
  test('status, headers, several values of one header and base64 bodies reach the client', async () => {
    const response = await post({
      response: {
        statusCode: 201,
        headers: { 'content-type': 'application/pdf' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'JVBERg==',
        isBase64Encoded: true,
      },
    })
    expect([
      response.status,
      response.text,
      response.headers.get('content-type'),
      response.headers.getSetCookie(),
    ]).toEqual([201, '%PDF', 'application/pdf', ['a=1', 'b=2']])
  })

  test.each<[string, object]>([
    ['fails', { fail: 'boom' }],
    ['returns a string', { response: 'hello' }],
    ['returns no status', { response: { body: 'x' } }],
    ['returns a body that is not a string', { response: { statusCode: 200, body: { a: 1 } } }],
    [
      'returns a header that HTTP does not allow',
      { response: { statusCode: 200, headers: { 'X-Bad': 'a\nb' }, body: '' } },
    ],
    ['takes longer than its timeout', { waitMs: 1_100 }],
  ])('a function that %s gets a 502 without any detail', async (_, body) => {
    const failed = await post(body)
    expect(failed.status).toBe(502)
    expect(failed.json()).toEqual({
      errors: [
        {
          message: 'Internal server error',
          extensions: {
            ...{ code: 'INTERNAL_SERVER_ERROR', path: null, params: {}, retryable: true },
            correlationId: failed.headers.get('x-correlation-id'),
          },
        },
      ],
    })
  })

  test.each([
    ['a body', 6_291_457],
    ['a body with its headers', 6_291_400],
  ])('%s of more bytes than an invocation allows gets a 413 that names the limit', async (_, bytes) => {
    const response = await send('POST', '/raw', {}, Buffer.alloc(bytes, 'a'))
    expect([response.status, response.json().errors[0].message]).toEqual([
      413,
      expect.stringContaining('6291456 bytes'),
    ])
  })

  test.each([
    ['GET', '/nowhere', 404],
    ['DELETE', '/echo', 404],
    ['GET', '/echo/%E0%A4', 400],
    ['OPTIONS', '/raw', 404],
  ])('%s %s gets a %d in the same shape', async (method, path, status) => {
    const response = await send(method, path)
    expect([response.status, typeof response.json().errors[0].message]).toEqual([status, 'string'])
  })
})

describe('CORS', () => {
  const preflight = (origin: string) =>
    send('OPTIONS', '/echo', { Origin: origin, 'Access-Control-Request-Method': 'POST' })

  test('an origin in the list is allowed by name', async () => {
    const { status, headers } = await preflight('https://desk.example')
    expect([
      status,
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-methods'),
      headers.get('access-control-max-age'),
    ]).toEqual([200, 'https://desk.example', 'OPTIONS,POST', '600'])
    expect(headers.get('access-control-allow-headers')).toContain('X-Tenant-ID')
  })

  test('another origin is not allowed', async () => {
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBe(
      'https://erp.example',
    )
  })
})
