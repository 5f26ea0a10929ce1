import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { seen } from '../fixtures/functions/seen.ts'

const quota = 3
const { send, connect } = fixtureHost(
  {},
  { RATE_LIMIT_PER_SECOND: '0', REQUEST_QUOTA_PER_MONTH: String(quota) },
)

const statusOf = async (method: string, path: string, headers: Record<string, string>, body?: string) =>
  (await send(method, path, headers, body)).status
const post = (token: string) => statusOf('POST', '/echo', { Authorization: token }, '{}')

const usesUp = async (token: string): Promise<void> => {
  for (let request = 0; request < quota; request++) expect(await post(token)).toBe(200)
  expect(await post(token)).toBe(429)
}

test('a tenant that has used up its month gets an error that must not be repeated', async () => {
  await usesUp('Bearer tenant_acme')
  const refused = await send('POST', '/echo', { Authorization: 'Bearer tenant_acme' }, '{}')
  expect([refused.status, refused.json().errors[0].extensions, refused.headers.get('retry-after')]).toEqual([
    429,
    {
      ...{ code: 'QUOTA_EXCEEDED', path: null, params: {}, retryable: false },
      correlationId: refused.headers.get('x-correlation-id'),
    },
    null,
  ])
  expect(await post('Bearer tenant_bengal')).toBe(200)
})

test('what the gateway does not pass on to a tenant counts against no tenant', async () => {
  for (let request = 0; request <= quota; request++) {
    expect(await statusOf('POST', '/echo', {}, '{}')).toBe(401)
    expect(await post('Bearer bad')).toBe(401)
    // These belong to acme, but their policy does not allow the call.
    expect(await post('Bearer denied')).toBe(403)
    const origin = { Origin: 'https://desk.example', 'Access-Control-Request-Method': 'POST' }
    expect(await statusOf('OPTIONS', '/echo', origin)).toBe(200)
    expect(await statusOf('DELETE', '/echo', { Authorization: 'Bearer tenant_dhaka' })).toBe(405)
    expect(await statusOf('GET', '/echo/1', { Authorization: 'Bearer tenant_dhaka' })).toBe(200)
  }
  await usesUp('Bearer tenant_dhaka')
})

test('a request that is rejected after its token was accepted counts', async () => {
  const gzipped = { Authorization: 'Bearer tenant_rangpur', 'Content-Encoding': 'gzip' }
  for (let request = 0; request < quota; request++)
    expect(await statusOf('POST', '/echo', gzipped, '{}')).toBe(415)
  expect(await post('Bearer tenant_rangpur')).toBe(429)
})

test('a function is not invoked above the quota, but the authorizer of a new token is', async () => {
  await usesUp('Bearer tenant_sylhet')
  seen.length = 0
  expect(await post('Bearer tenant_sylhet')).toBe(429)
  expect(seen).toEqual([])
})

test('a client that is refused keeps its connection', async () => {
  await usesUp('Bearer tenant_barisal')
  const connection = await connect()
  const head = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nAuthorization: Bearer tenant_barisal'
  for (let refused = 1; refused <= 3; refused++) {
    connection.write(`${head}\r\n\r\n{}`)
    await connection.waitFor(new RegExp(`${'QUOTA_EXCEEDED[^]*'.repeat(refused)}}]}$`))
  }
  connection.socket.destroy()
})
