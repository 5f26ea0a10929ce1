import { describe, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { seen } from '../fixtures/functions/seen.ts'
import { bodyOf, type Connection } from '../fixtures/open-connection.ts'

const largeBytes = 1_000_000
const { send, connect } = fixtureHost({
  maxConnections: 8,
  waitingGraceMs: 3_600_000,
  maxLargeBodyBytes: 4 * largeBytes,
  maxLargeBodyBytesOfTenant: 2 * largeBytes,
})

const head = (bytes: number, ...lines: string[]): string =>
  ['POST /echo HTTP/1.1', 'Host: a', `Content-Length: ${bytes}`, ...lines, '', ''].join('\r\n')
const token = 'Authorization: Bearer good'

const connections = (count: number): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, connect))

const closeAll = async (open: readonly Connection[]): Promise<void> => {
  for (const { socket } of open) socket.destroy()
  await Promise.all(open.map(({ closed }) => closed))
}

describe('before the token is accepted no body is read', () => {
  test.each([
    ['no token', []],
    ['a bad token', ['Authorization: Bearer bad']],
  ])('with %s the response comes while the body is on its way', async (_, lines) => {
    const connection = await connect()
    connection.write(head(5_900_000, ...lines))
    const response = await connection.waitFor(/"correlationId":"[^"]+"}}]}$/)
    expect(response).toMatch(/^HTTP\/1.1 401 /)
    expect(bodyOf(response).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(response).toContain('\r\nConnection: close\r\n')
    await closeAll([connection])
  })

  test('a client that sends all of its body gets the response and no reset', async () => {
    const response = await send('POST', '/echo', {}, Buffer.alloc(5_900_000, 'a'))
    expect(response.status).toBe(401)
  })

  test('a client that waits for 100 Continue sends its body only with a token', async () => {
    const [refused, accepted] = await connections(2)
    refused?.write(head(2, 'Expect: 100-continue'))
    expect(await refused?.closed).toMatch(/^HTTP\/1.1 401 /)
    accepted?.write(head(2, 'Expect: 100-continue', 'Connection: close', token))
    await accepted?.waitFor(/^HTTP\/1.1 100 Continue\r\n/)
    accepted?.write('{}')
    expect(await accepted?.closed).toMatch(/\r\n\r\nHTTP\/1.1 200 /)
  })
})

test('a connection above the limit gets a 429 before its token is looked at, and is closed', async () => {
  const open = await connections(8)
  const refused = await connect()
  refused.write(head(2, 'Authorization: Bearer refused'))
  const response = await refused.closed
  expect(response).toMatch(/^HTTP\/1.1 429 /)
  expect(bodyOf(response).errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true })
  expect(seen).toEqual([])
  const health = await connect()
  health.write('GET /echo/1 HTTP/1.1\r\nHost: a\r\n\r\n')
  expect(await health.closed).toMatch(/^HTTP\/1.1 200 /)
  await closeAll(open)
  expect((await send('POST', '/echo', { Authorization: 'Bearer good' }, '{}')).status).toBe(200)
})

/** Opens a connection on which most of a large body is sent, and the rest never. */
const openLarge = async (): Promise<Connection> => {
  const connection = await connect()
  connection.write(head(largeBytes + 100_000, token))
  connection.write(Buffer.alloc(largeBytes, 'a'))
  return connection
}

test('large bodies of a tenant have a limit together, but small ones and those of others do not', async () => {
  const post = (bytes: number, bearer = 'Bearer good') =>
    send('POST', '/echo', { Authorization: bearer }, Buffer.alloc(bytes, 'a'))
  let large = [await openLarge(), await openLarge()]
  for (let status = 200; status !== 429; ) {
    status = (await post(largeBytes)).status
    // The gateway may have read the other body first, and refused one of these.
    large = await Promise.all(large.map((one) => (one.socket.destroyed ? openLarge() : one)))
  }
  expect((await post(10_000)).status).toBe(200)
  expect((await post(largeBytes, 'Bearer tenant_bengal')).status).toBe(200)
  await closeAll(large)
  for (let status = 429; status !== 200; ) status = (await post(largeBytes)).status
})

test('clients without a token cannot take the room of large bodies', async () => {
  const slow = await connections(5)
  for (const connection of slow) {
    connection.write(head(5_900_000).replace('/echo', '/raw'))
    expect(await connection.waitFor(/"correlationId":"[^"]+"}}]}$/)).toMatch(/^HTTP\/1.1 413 /)
  }
  const post = () => send('POST', '/echo', { Authorization: 'Bearer good' }, Buffer.alloc(largeBytes, 'a'))
  // The bodies of the tests before may not be released yet.
  for (let status = 429; status !== 200; ) status = (await post()).status
  await closeAll(slow)
})
