import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, jest, test } from '@jest/globals'
import { SignJWT } from 'jose'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { pathAndCache } from '../../infra/run/local/testing/path-and-cache.ts'
import { refreshTokens } from './testing/clients/refresh-tokens.ts'
import { openDesk } from './testing/desk.ts'

// A command is started, which takes long on a busy machine.
jest.setTimeout(120_000)

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${service.url}/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, ...(text ? JSON.parse(text) : {}) }
}

/** Runs npm run token with the environment of the service, and returns what it prints. */
const tokenCommand = (...args: string[]) =>
  new Promise<string>((resolve, reject) => {
    const program = join(import.meta.dirname, '../../infra/tools/token/token-command.ts')
    const options = { env: { ...pathAndCache(), ...service.environment } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stdout.trim()),
    )
  })

const isAccepted = async (token: string): Promise<boolean> =>
  (await clientOf(service.url, token).ask('{ tenant { id } }')).status === 200

test('a refresh token of the command gives tokens with which a client works, and none of them is the other', async () => {
  const login = await tokenCommand('--tenant', 'acme', '--role', 'accountant', '--user', 'u-9', '--refresh')
  expect(login).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  const first = await post('refresh', { refreshToken: login })
  expect(first).toMatchObject({ status: 200, tokenType: 'Bearer', expiresIn: 900 })
  expect(first.headers.get('cache-control')).toBe('no-store')
  expect(await clientOf(service.url, first.accessToken).value('{ tenant { id } }')).toEqual({ id: 'acme' })
  for (const refreshToken of [login, first.refreshToken]) expect(await isAccepted(refreshToken)).toBe(false)
  expect(await post('refresh', { refreshToken: first.accessToken })).toMatchObject({ status: 401 })

  const second = await post('refresh', { refreshToken: first.refreshToken })
  expect(await post('refresh', { refreshToken: first.refreshToken })).toMatchObject({
    status: 401,
    errors: [{ extensions: { code: 'TOKEN_REUSED', retryable: false } }],
  })
  expect(await post('refresh', { refreshToken: second.refreshToken })).toMatchObject({
    status: 401,
    errors: [{ extensions: { code: 'TOKEN_REVOKED' } }],
  })
  // It ends by itself within 15 minutes.
  expect(await isAccepted(second.accessToken)).toBe(true)
})

/** Starts a server that passes requests on to the service, and loses the response to the first one. */
const startLosingProxy = async () => {
  let requests = 0
  const server = createServer(async (request, response) => {
    const { 'content-type': type = '', 'idempotency-key': key = '' } = request.headers
    const answered = await fetch(`${service.url}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': type, 'idempotency-key': String(key) },
      body: Buffer.concat(await request.toArray()),
    })
    if (++requests === 1) return void response.destroy()
    response.writeHead(answered.status).end(await answered.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => new Promise((resolve) => server.close(resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

test('a client that lost the response to its refresh gets it again, and keeps its login', async () => {
  const login = await tokenCommand('--tenant', 'acme', '--role', 'admin', '--refresh')
  const proxy = await startLosingProxy()
  const { accessToken, refreshToken } = await refreshTokens(proxy.url, login)
  await proxy.close()
  expect(await isAccepted(accessToken)).toBe(true)
  expect(await post('refresh', { refreshToken })).toMatchObject({ status: 200 })
})

test('a user and an operator can end a login', async () => {
  const login = () => tokenCommand('--tenant', 'acme', '--role', 'admin', '--user', 'u-8', '--refresh')
  const [one, two] = [await login(), await login()]
  expect((await post('revoke', { refreshToken: one })).status).toBe(204)
  expect((await post('revoke', { refreshToken: one })).status).toBe(204)
  expect((await post('refresh', { refreshToken: one })).status).toBe(401)
  expect(await tokenCommand('--tenant', 'acme', '--user', 'u-8', '--revoke')).toBe('1')
  expect((await post('refresh', { refreshToken: two })).status).toBe(401)
})

test('a browser of another origin may send a refresh with its key', async () => {
  const response = await fetch(`${service.url}/auth/refresh`, {
    method: 'OPTIONS',
    headers: { origin: 'https://erp.example', 'access-control-request-method': 'POST' },
  })
  expect(response.headers.get('access-control-allow-headers')).toMatch(/Idempotency-Key/)
  const refused = await post('refresh', {}, { origin: 'https://erp.example' })
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, '*'])
})

test('a token that has expired is refused although the gateway has its result in the cache', async () => {
  const now = Math.floor(Date.now() / 1000)
  const short = await new SignJWT({
    sub: 'u-1',
    tenantId: 'acme',
    role: 'admin',
    iat: now - 600,
    exp: now - 57,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(new TextEncoder().encode(service.secret))
  const { ask } = clientOf(service.url, short)
  // Three seconds before the end of the skew of the clocks, and far within the 60 s of the cache.
  const statuses = [(await ask('{ tenant { id } }')).status]
  while (Date.now() / 1000 < now + 4) statuses.push((await ask('{ tenant { id } }')).status)
  expect(statuses.at(-1)).toBe(401)
})

test('a huge token and one without a signature are refused', async () => {
  const [, payload] = desk.client.token.split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const token of [`${none}.${payload}.`, `${none}.${payload}.x`, `a.${'b'.repeat(9_000)}.c`])
    expect(await isAccepted(token)).toBe(false)
  expect(await isAccepted(desk.client.token)).toBe(true)
})
