import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { seen } from '../fixtures/functions/seen.ts'
import { type Host, startHost } from '../start.ts'

let host: Host
beforeAll(async () => {
  const environment = { CORS_ORIGIN: 'https://erp.example, https://desk.example', SECRET: 'jwt' }
  host = await startHost({
    manifestPath: join(import.meta.dirname, '../fixtures/serverless.yml'),
    port: 0,
    address: '127.0.0.1',
    environment,
  })
})
afterAll(() => host.stop())
beforeEach(() => {
  seen.length = 0
})

const send = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
) => {
  const answer = await fetch(host.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: body as BodyInit }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) }
}

const post = (answer: object) => send('POST', '/respond', {}, JSON.stringify(answer))

/** fetch refuses to send some headers and bodies as they are; this writes them raw. */
const raw = (
  method: string,
  path: string,
  headers: Record<string, string | string[]>,
): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${host.url}${path}`, { method, headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode, text })
    })
    request.on('error', reject)
    request.end()
  })

describe('the proxy event', () => {
  test('holds what API Gateway sends', async () => {
    const answer = await send(
      'POST',
      '/echo',
      { Authorization: 'Bearer good', 'X-Tenant-ID': 'acme' },
      '{"a":1}',
    )
    const { event } = answer.json()
    expect(event).toMatchObject({
      resource: '/echo',
      path: '/echo',
      httpMethod: 'POST',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: '{"a":1}',
      isBase64Encoded: false,
    })
    expect(event.requestContext).toMatchObject({
      stage: 'local',
      resourcePath: '/echo',
      identity: { sourceIp: '127.0.0.1' },
      authorizer: { principalId: 'u-1', tenantId: 'acme', limit: '5', admin: 'true' },
    })
  })

  test('path and query parameters are decoded; the last of several values stands for all', async () => {
    const { event } = (await send('GET', '/echo/a%20b?x=1&x=2%26')).json()
    expect(event).toMatchObject({
      resource: '/echo/{id}',
      pathParameters: { id: 'a b' },
      queryStringParameters: { x: '2&' },
      multiValueQueryStringParameters: { x: ['1', '2&'] },
      body: null,
    })
    expect(event.requestContext.authorizer).toBeNull()
  })

  test('a greedy parameter takes the rest of the path', async () => {
    expect((await send('GET', '/files/a/b/c.pdf')).json().event.pathParameters).toEqual({ path: 'a/b/c.pdf' })
  })

  test('a body of a binary media type travels in base64', async () => {
    const { event } = (
      await send('POST', '/raw', { 'Content-Type': 'application/pdf' }, Buffer.from([0, 255]))
    ).json()
    expect([event.body, event.isBase64Encoded]).toEqual(['AP8=', true])
  })

  test('a body that is not UTF-8 is refused, and no function sees it', async () => {
    const answer = await send(
      'POST',
      '/raw',
      { 'Content-Type': 'application/json' },
      Buffer.from([0x22, 0xe0, 0xa6, 0x22]),
    )
    expect([answer.status, answer.json().errors[0]]).toMatchObject([
      400,
      { message: 'The body is not valid UTF-8', extensions: { code: 'INVALID_INPUT' } },
    ])
    expect((await send('POST', '/raw', {}, '"ক"')).json().event.body).toBe('"ক"')
  })

  test('repeated headers are all there', async () => {
    const { text } = await raw('GET', '/echo/1', { 'X-Many': ['a', 'b'] })
    expect(JSON.parse(text).event).toMatchObject({
      headers: { 'X-Many': 'b' },
      multiValueHeaders: { 'X-Many': ['a', 'b'] },
    })
  })
})

describe('the authorizer', () => {
  const authorized = (token: string) =>
    send('POST', '/echo', { Authorization: token, Origin: 'https://desk.example' }, '{}')

  test.each([
    ['Bearer bad', 401, 'UNAUTHENTICATED'],
    ['Bearer denied', 403, 'FORBIDDEN'],
    ['Bearer elsewhere', 403, 'FORBIDDEN'],
    ['Bearer crash', 500, 'INTERNAL_SERVER_ERROR'],
    ['Bearer nested', 500, 'INTERNAL_SERVER_ERROR'],
  ])('%s is answered %d as a GraphQL error', async (token, status, code) => {
    const answer = await authorized(token)
    expect(answer.status).toBe(status)
    expect(answer.json().errors[0].extensions).toMatchObject({
      code,
      correlationId: answer.headers.get('x-correlation-id'),
    })
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://desk.example')
  })

  test('is not asked without a token', async () => {
    expect((await send('POST', '/echo', {}, '{}')).status).toBe(401)
    expect(seen.filter((call) => call.function === 'authorizer')).toEqual([])
  })

  test('is asked once for one token, in its own environment', async () => {
    await authorized('Bearer once')
    await authorized('Bearer once')
    expect(seen).toEqual([{ function: 'authorizer', token: 'Bearer once', secret: 'jwt' }])
  })

  test('a refusal is not remembered', async () => {
    await authorized('Bearer bad')
    await authorized('Bearer bad')
    expect(seen).toHaveLength(2)
  })
})

describe('answers', () => {
  test('status, headers, several values of one header and base64 bodies reach the client', async () => {
    const answer = await post({
      response: {
        statusCode: 201,
        headers: { 'content-type': 'application/pdf' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'JVBERg==',
        isBase64Encoded: true,
      },
    })
    expect([
      answer.status,
      answer.text,
      answer.headers.get('content-type'),
      answer.headers.getSetCookie(),
    ]).toEqual([201, '%PDF', 'application/pdf', ['a=1', 'b=2']])
  })

  test.each<[string, object]>([
    ['throws', { fail: 'boom' }],
    ['answers a string', { response: 'hello' }],
    ['answers no status', { response: { body: 'x' } }],
    ['answers a body that is no string', { response: { statusCode: 200, body: { a: 1 } } }],
    [
      'answers a header that HTTP cannot carry',
      { response: { statusCode: 200, headers: { 'X-Bad': 'a\nb' }, body: '' } },
    ],
    ['takes longer than its timeout', { waitMs: 1_100 }],
  ])('a function that %s is a 502 that shows nothing of it', async (_, answer) => {
    const refused = await post(answer)
    expect(refused.status).toBe(502)
    expect(refused.json()).toEqual({
      errors: [
        {
          message: 'Internal server error',
          extensions: {
            ...{ code: 'INTERNAL_SERVER_ERROR', path: null, params: {}, retryable: true },
            correlationId: refused.headers.get('x-correlation-id'),
          },
        },
      ],
    })
  })

  test.each([
    ['a body', 6_291_457],
    ['a body with what travels beside it', 6_291_400],
  ])('%s of more bytes than a function can be invoked with is a 413 that names them', async (_, bytes) => {
    const answer = await send('POST', '/raw', {}, Buffer.alloc(bytes, 'a'))
    expect([answer.status, answer.json().errors[0].message]).toEqual([
      413,
      expect.stringContaining('6291456 bytes'),
    ])
  })

  test.each([
    ['GET', '/nowhere', 404],
    ['DELETE', '/echo', 404],
    ['GET', '/echo/%E0%A4', 400],
    ['OPTIONS', '/raw', 404],
  ])('%s %s is a %d in the same shape', async (method, path, status) => {
    const answer = await send(method, path)
    expect([answer.status, typeof answer.json().errors[0].message]).toEqual([status, 'string'])
  })
})

describe('X-Correlation-ID', () => {
  test('is taken, handed on and returned', async () => {
    const answer = await send('GET', '/echo/1', { 'x-correlation-id': 'abc-123' })
    expect([answer.headers.get('x-correlation-id'), answer.json().event.headers['X-Correlation-ID']]).toEqual(
      ['abc-123', 'abc-123'],
    )
  })

  test.each(['', 'has space', 'x'.repeat(129), 'ü'])(
    'is made anew where %p is not printable or too long',
    async (given) => {
      const answer = await raw('GET', '/echo/1', { 'X-Correlation-ID': given })
      expect(JSON.parse(answer.text).event.headers['X-Correlation-ID']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})

describe('CORS', () => {
  const preflight = (origin: string) =>
    send('OPTIONS', '/echo', { Origin: origin, 'Access-Control-Request-Method': 'POST' })

  test('a listed origin is allowed by name', async () => {
    const { status, headers } = await preflight('https://desk.example')
    expect([
      status,
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-methods'),
      headers.get('access-control-max-age'),
    ]).toEqual([200, 'https://desk.example', 'OPTIONS,POST', '600'])
    expect(headers.get('access-control-allow-headers')).toContain('X-Tenant-ID')
  })

  test('another origin is not', async () => {
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBe(
      'https://erp.example',
    )
  })
})
