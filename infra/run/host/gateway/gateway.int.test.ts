import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'

const { send, connect } = fixtureHost()

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
    const response = await send('POST', '/echo', { Authorization: 'Bearer good' }, Buffer.alloc(bytes, 'a'))
    expect([response.status, response.json().errors[0].message]).toEqual([
      413,
      expect.stringContaining('6291456 bytes'),
    ])
  })

  test('a body without a token has a limit of its own, and the 413 names it', async () => {
    expect((await send('POST', '/raw', {}, Buffer.alloc(65_536, 'a'))).status).toBe(200)
    const response = await send('POST', '/raw', {}, Buffer.alloc(65_537, 'a'))
    expect([response.status, response.json().errors[0]]).toMatchObject([
      413,
      { message: expect.stringContaining('65536 bytes'), extensions: { code: 'INVALID_INPUT' } },
    ])
  })

  test.each([
    ['GET', '/nowhere', 404],
    ['DELETE', '/echo', 405],
    ['GET', '/echo/%E0%A4', 400],
    ['OPTIONS', '/raw', 405],
  ])('%s %s gets a %d in the same shape', async (method, path, status) => {
    const response = await send(method, path)
    expect([response.status, typeof response.json().errors[0].message]).toEqual([status, 'string'])
  })
})

test('a body in chunks that grows too large gets a 413', async () => {
  const connection = await connect()
  connection.write(
    `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer good\r\n\r\n`,
  )
  for (let sent = 0; sent < 7; sent++) connection.write(`F4240\r\n${'a'.repeat(1_000_000)}\r\n`)
  const response = await connection.waitFor(/"correlationId":"[^"]+"}}]}$/)
  expect(response).toMatch(/^HTTP\/1.1 413 /)
  connection.socket.destroy()
})

test('a method that a path does not have gets a 405 that names those it has', async () => {
  const response = await send('PUT', '/echo')
  expect([response.status, response.headers.get('allow'), response.json().errors[0].extensions.code]).toEqual(
    [405, 'POST', 'INVALID_INPUT'],
  )
})

test.each(['gzip', 'GZIP, identity', 'br'])('a body in %s gets a 415 by its name', async (coding) => {
  const headers = { Authorization: 'Bearer good', 'Content-Encoding': coding }
  const response = await send('POST', '/echo', headers, gzipSync('{"query":"{ __typename }"}'))
  expect([response.status, response.json().errors[0].extensions]).toMatchObject([
    415,
    { code: 'INVALID_INPUT', path: 'Content-Encoding' },
  ])
  expect((await send('POST', '/raw', { 'Content-Encoding': 'identity' }, '{}')).status).toBe(200)
})

describe('CORS', () => {
  test.each([
    ['an unknown path', 'GET', '/nowhere', '', 404],
    ['a path that cannot be decoded', 'GET', '/echo/%E0%A4', '', 400],
    ['a function that fails', 'POST', '/respond', '{"fail":"boom"}', 502],
    [
      'a header that HTTP does not allow',
      'POST',
      '/respond',
      '{"response":{"statusCode":200,"headers":{"X-Bad":"a\\nb"},"body":""}}',
      502,
    ],
    ['a method that the path does not have', 'PUT', '/echo', '', 405],
  ])('every listed origin can read the error of %s', async (_, method, path, body, status) => {
    for (const origin of ['https://erp.example', 'https://desk.example']) {
      const response = await send(method, path, { Origin: origin }, body || undefined)
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, origin])
    }
  })

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
