import { describe, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'

const { send, sendRaw } = fixtureHost()

test('the event contains what API Gateway sends', async () => {
  const response = await send(
    'POST',
    '/echo',
    { Authorization: 'Bearer good', 'X-Tenant-ID': 'acme' },
    '{"a":1}',
  )
  const { event } = response.json()
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

test('path and query parameters are decoded, and the last of several values counts', async () => {
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

test('a greedy parameter contains the rest of the path', async () => {
  expect((await send('GET', '/files/a/b/c.pdf')).json().event.pathParameters).toEqual({ path: 'a/b/c.pdf' })
})

test('a body of a binary media type is in base64', async () => {
  const { event } = (
    await send('POST', '/raw', { 'Content-Type': 'application/pdf' }, Buffer.from([0, 255]))
  ).json()
  expect([event.body, event.isBase64Encoded]).toEqual(['AP8=', true])
})

test('a body that is not UTF-8 is rejected, and no function gets it', async () => {
  const response = await send(
    'POST',
    '/raw',
    { 'Content-Type': 'application/json' },
    Buffer.from([0x22, 0xe0, 0xa6, 0x22]),
  )
  expect([response.status, response.json().errors[0]]).toMatchObject([
    400,
    { message: 'The body is not valid UTF-8', extensions: { code: 'INVALID_INPUT' } },
  ])
  expect((await send('POST', '/raw', {}, '"ক"')).json().event.body).toBe('"ক"')
})

test('the event contains every value of a repeated header', async () => {
  const { text } = await sendRaw('GET', '/echo/1', { 'X-Many': ['a', 'b'] })
  expect(JSON.parse(text).event).toMatchObject({
    headers: { 'X-Many': 'b' },
    multiValueHeaders: { 'X-Many': ['a', 'b'] },
  })
})

test.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])(
  'a header and a parameter %s are like any other',
  async (name) => {
    const { status, text } = await sendRaw('GET', `/echo/1?${name}=a&${name}=b`, { [name]: ['1', '2'] })
    expect(status).toBe(200)
    const { event } = JSON.parse(text)
    expect(Object.entries(event.multiValueHeaders)).toContainEqual([name, ['1', '2']])
    expect(Object.entries(event.queryStringParameters)).toEqual([[name, 'b']])
  },
)

test('a binary media type is recognised in any case', async () => {
  const { event } = (await send('POST', '/raw', { 'Content-Type': 'Application/PDF; a=B' }, 'x')).json()
  expect(event.isBase64Encoded).toBe(true)
})

describe('X-Correlation-ID', () => {
  test('counts when it is sent twice with one value, and not with two', async () => {
    const idOf = async (values: string[]) => {
      const { text } = await sendRaw('GET', '/echo/1', { 'X-Correlation-ID': values })
      return JSON.parse(text).event.headers['X-Correlation-ID']
    }
    expect(await idOf(['c-1', 'c-1'])).toBe('c-1')
    expect(await idOf(['c-1', 'c-2'])).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('is passed to the function and returned', async () => {
    const response = await send('GET', '/echo/1', { 'x-correlation-id': 'abc-123' })
    expect([
      response.headers.get('x-correlation-id'),
      response.json().event.headers['X-Correlation-ID'],
    ]).toEqual(['abc-123', 'abc-123'])
  })

  test.each(['', 'has space', 'x'.repeat(129), 'ü', 'a"b', '<b>'])(
    'is replaced when %p is empty, too long or has other characters than an id',
    async (header) => {
      const response = await sendRaw('GET', '/echo/1', { 'X-Correlation-ID': header })
      expect(JSON.parse(response.text).event.headers['X-Correlation-ID']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})
