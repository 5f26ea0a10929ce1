import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { bodyOf } from '../fixtures/open-connection.ts'

const burst = 10
const { send, connect } = fixtureHost({}, { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: String(burst) })

const post = (token: string) =>
  send('POST', '/echo', { Authorization: token, Origin: 'https://desk.example' }, '{}')

/** Sends requests at once and returns those of them that were refused. */
const flood = async (token: string, count = 3 * burst) => {
  const responses = await Promise.all(Array.from({ length: count }, () => post(token)))
  return responses.filter(({ status }) => status === 429)
}

test('a tenant above its rate gets 429, and another one notices nothing', async () => {
  const startedAtMs = performance.now()
  const refused = await flood('Bearer tenant_acme')
  const cameBack = Math.ceil((performance.now() - startedAtMs) / 1000)
  expect(refused.length).toBeLessThanOrEqual(2 * burst)
  expect(refused.length).toBeGreaterThanOrEqual(2 * burst - cameBack)
  expect(await flood('Bearer tenant_bengal', burst)).toEqual([])
})

test('the response says when to send again, also to a browser', async () => {
  const [refused] = await flood('Bearer tenant_chittagong')
  expect(refused?.json().errors).toEqual([
    {
      message: 'Too many requests: wait, then send the request again',
      extensions: {
        ...{ code: 'RATE_LIMITED', path: null, params: {}, retryable: true },
        correlationId: refused?.headers.get('x-correlation-id'),
      },
    },
  ])
  expect([
    refused?.headers.get('retry-after'),
    refused?.headers.get('access-control-expose-headers'),
    refused?.headers.get('access-control-allow-origin'),
  ]).toEqual(['1', 'X-Correlation-ID,Retry-After', 'https://desk.example'])
})

test('a POST that needs no token counts by its address, and a GET does not count', async () => {
  const send3 = (method: string, path: string, body?: string) =>
    Promise.all(Array.from({ length: 3 * burst }, () => send(method, path, {}, body)))
  const statuses = (await send3('POST', '/raw', '{}')).map(({ status }) => status)
  expect(statuses).toContain(429)
  expect(statuses).toContain(200)
  expect(new Set((await send3('GET', '/echo/1')).map(({ status }) => status))).toEqual(new Set([200]))
  // The tenants are not affected.
  expect(await flood('Bearer tenant_khulna', burst)).toEqual([])
})

test('tokens of one tenant share its rate', async () => {
  // The authorizer of the fixtures gives every other token to acme.
  await flood('Bearer one')
  expect((await flood('Bearer other', burst)).length).toBeGreaterThan(0)
})

test('the body of a refused request is not read', async () => {
  await flood('Bearer tenant_dhaka')
  const head =
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5900000\r\nAuthorization: Bearer tenant_dhaka'
  const connections = await Promise.all(Array.from({ length: 2 * burst }, connect))
  for (const connection of connections) connection.write(`${head}\r\n\r\n`)
  // Those that are not refused wait for their bodies.
  const first = await Promise.race(connections.map(({ waitFor }) => waitFor(/"correlationId":"[^"]+"}}]}$/)))
  expect(first).toMatch(/^HTTP\/1.1 429 /)
  expect(first).toContain('\r\nConnection: close\r\n')
  expect(bodyOf(first).errors[0].extensions.code).toBe('RATE_LIMITED')
  for (const { socket } of connections) socket.destroy()
})
