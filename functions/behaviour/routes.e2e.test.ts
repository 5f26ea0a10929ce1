import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import { signRefreshToken } from '../../infra/auth/refresh-token.ts'
import { newSigningKey } from '../../infra/document-proof/testing/signing-key.ts'
import { securityHeaders } from '../../infra/http/security-headers.ts'
import { connect } from '../../infra/postgres/connect.ts'
import { createFamily } from '../../infra/postgres/token-families.ts'
import { readManifest } from '../../infra/run/host/manifest.ts'
import { startTestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, dueToday, line, today } from './testing/desk.ts'

/**
 * Every route of the manifest, for: no token, a token of another tenant, and what is right. A route without a
 * sample fails the first test.
 */
const service = await startTestService({ environment: { DOCUMENT_SIGNING_KEY: newSigningKey().pem } })
afterAll(() => service.stop())

const manifest = readManifest(join(import.meta.dirname, '../../serverless.yml'), service.environment)
const routes = [...manifest.functions.values()].flatMap((declaration) =>
  declaration.routes.map(({ method, path }) => `${method} ${path}`),
)

type Sent = { headers?: Record<string, string>; body?: unknown }

const send = async (route: string, { headers = {}, body }: Sent = {}) => {
  const [method = '', path = ''] = route.split(' ')
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect(Object.fromEntries(response.headers)).toMatchObject(expectedHeaders(response))
  return { status: response.status, text, json: () => JSON.parse(text) }
}

/**
 * A page has a policy of its own, under which nothing else is loaded either, and nobody may frame it. A
 * document and a report also say that they are private.
 */
const expectedHeaders = ({ headers }: Response): Record<string, unknown> => {
  const lower = Object.entries(securityHeaders).map(([name, value]) => [name.toLowerCase(), value])
  const expected = Object.fromEntries(lower)
  if (/^(application\/pdf|text\/csv)/.test(headers.get('content-type') ?? ''))
    return { ...expected, 'cache-control': 'private, no-store' }
  if (!headers.get('content-type')?.startsWith('text/html')) return expected
  const policy = expect.stringMatching(/^default-src 'none'; script-src 'sha256-.+frame-ancestors 'none'$/)
  return { ...expected, 'content-security-policy': policy }
}

const bearer = async (tenantId: string) => {
  const { token } = await service.as('admin', tenantId)
  return { authorization: `Bearer ${token}` }
}

/** Logs in: returns the first refresh token of a user of the tenant. */
const logIn = async (tenantId: string): Promise<string> => {
  const { DATABASE_HOST = '', DATABASE_PORT, DATABASE_NAME = '' } = service.environment
  const { DATABASE_AUTH_USERNAME: user = 'finance_auth', DATABASE_AUTH_PASSWORD: password = '' } =
    service.environment
  const server = { host: DATABASE_HOST, port: Number(DATABASE_PORT), database: DATABASE_NAME }
  const identity = { userId: 'u-1', tenantId, role: 'admin' } as const
  const issuedAt = Math.floor(Date.now() / 1000)
  const family = { id: randomUUID(), expiresAt: issuedAt + 3600 }
  await createFamily(connect({ ...server, user, password }), { ...family, ...identity })
  const token = { identity, familyId: family.id, generation: 1, expiresAt: family.expiresAt }
  return signRefreshToken(token, service.environment.JWT_REFRESH_SECRET ?? '', issuedAt)
}

const ofAcme = { query: '{ tenant { id name } }' }
const expectNothingOfATenant = (text: string): void => {
  for (const secret of ['acme', 'bengal', 'Acme', 'বেঙ্গল']) expect(text).not.toContain(secret)
}
const codeOf = (text: string) => JSON.parse(text).errors[0].extensions.code

/** Asks for a draft of Acme, or for a note that it does not have. */
const showsOnlyOwnDocuments = async (note: string): Promise<void> => {
  const { id } = await deskOf(await service.as('admin', 'acme')).create([line('1', '100')])
  const route = `GET /documents/invoices/${id}${note}`
  const badTokens: Record<string, string>[] = [{}, { authorization: 'Bearer a.b.c' }]
  for (const headers of badTokens) {
    const refused = await send(route, { headers })
    expect([refused.status, codeOf(refused.text)]).toEqual([401, 'UNAUTHENTICATED'])
  }
  const bengal = await send(route, { headers: await bearer('bengal') })
  expect([bengal.status, codeOf(bengal.text)]).toEqual([404, 'NOT_FOUND'])
  expectNothingOfATenant(bengal.text)
  const mismatch = await send(route, { headers: { ...(await bearer('bengal')), 'x-tenant-id': 'acme' } })
  expect([mismatch.status, codeOf(mismatch.text)]).toEqual([403, 'TENANT_MISMATCH'])
  const acme = await send(route, { headers: await bearer('acme') })
  if (note === '') expect(acme.text).toMatch(/^%PDF-1\.7/)
  else expect([acme.status, codeOf(acme.text)]).toEqual([404, 'NOTE_UNKNOWN'])
}

const samples: Record<string, () => Promise<void>> = {
  'POST /graphql': async () => {
    const tokens: Record<string, string>[] = [
      {},
      { authorization: 'Bearer x' },
      { authorization: 'Bearer a.b.c' },
    ]
    for (const headers of tokens) {
      const refused = await send('POST /graphql', { headers, body: ofAcme })
      expect([refused.status, codeOf(refused.text)]).toEqual([401, 'UNAUTHENTICATED'])
      expectNothingOfATenant(refused.text)
    }
    const bengal = await bearer('bengal')
    const mismatch = await send('POST /graphql', {
      headers: { ...bengal, 'x-tenant-id': 'acme' },
      body: ofAcme,
    })
    expect(codeOf(mismatch.text)).toBe('TENANT_MISMATCH')
    const own = await send('POST /graphql', { headers: bengal, body: ofAcme })
    expect(own.json().data.tenant.id).toBe('bengal')
  },
  'GET /graphql': async () => {
    for (const headers of [{}, await bearer('acme')]) {
      const page = await send('GET /graphql', { headers: { ...headers, accept: 'text/html' } })
      expect(page.status).toBe(200)
      for (const secret of ['Acme Trading', 'বেঙ্গল', service.secret]) expect(page.text).not.toContain(secret)
      const query = await send('GET /graphql?query={tenant{id}}', { headers })
      expect([query.status, codeOf(query.text)]).toEqual([405, 'INVALID_INPUT'])
    }
  },
  'POST /auth/refresh': async () => {
    for (const body of [
      undefined,
      {},
      { refreshToken: 'x' },
      { refreshToken: (await service.as('admin', 'acme')).token },
    ]) {
      const refused = await send('POST /auth/refresh', { body })
      expect([400, 401]).toContain(refused.status)
      expectNothingOfATenant(refused.text)
    }
    // Neither a header nor another token chooses the tenant.
    const headers = { ...(await bearer('acme')), 'x-tenant-id': 'acme' }
    const refreshed = await send('POST /auth/refresh', {
      headers,
      body: { refreshToken: await logIn('bengal') },
    })
    expect(refreshed.status).toBe(200)
    expect(decodeJwt(refreshed.json().accessToken)).toMatchObject({ tenantId: 'bengal' })
  },
  'POST /auth/revoke': async () => {
    const [acme, bengal] = [await logIn('acme'), await logIn('bengal')]
    for (const refreshToken of ['x', (await service.as('admin', 'acme')).token]) {
      const refused = await send('POST /auth/revoke', {
        headers: await bearer('acme'),
        body: { refreshToken },
      })
      expect(refused.status).toBe(401)
    }
    expect((await send('POST /auth/revoke', { body: { refreshToken: bengal } })).status).toBe(204)
    expect((await send('POST /auth/refresh', { body: { refreshToken: bengal } })).status).toBe(401)
    expect((await send('POST /auth/refresh', { body: { refreshToken: acme } })).status).toBe(200)
  },
  'GET /documents/keys': async () => {
    for (const headers of [{}, await bearer('acme')]) {
      const { status, text, json } = await send('GET /documents/keys', { headers })
      expect([status, json().keys.length]).toEqual([200, 1])
      expect(Object.keys(json().keys[0])).not.toContain('d')
      expectNothingOfATenant(text)
    }
  },
  'GET /verify': async () => {
    for (const headers of [{}, await bearer('acme')]) {
      const { status, text } = await send('GET /verify', { headers })
      expect(status).toBe(200)
      expectNothingOfATenant(text)
    }
  },
  'GET /documents/invoices/{id}': () => showsOnlyOwnDocuments(''),
  'GET /documents/invoices/{id}/notes/{noteId}': () => showsOnlyOwnDocuments('/notes/n-1'),
  'GET /reports/{report}': async () => {
    const { id, mushakNumber } = await deskOf(await service.as('admin', 'acme')).issue(
      [line('1', '100')],
      dueToday(),
    )
    await deskOf(await service.as('admin', 'acme')).awaitRow(id, 2)
    const route = `GET /reports/sales-book?from=${today()}&to=${today()}`
    for (const headers of [{}, { authorization: 'Bearer a.b.c' }] as Record<string, string>[]) {
      const refused = await send(route, { headers })
      expect([refused.status, codeOf(refused.text)]).toEqual([401, 'UNAUTHENTICATED'])
    }
    const bengal = await send(route, { headers: await bearer('bengal') })
    expect([bengal.status, bengal.text.split('\r\n').length]).toEqual([200, 2])
    expectNothingOfATenant(bengal.text)
    const mismatch = await send(route, { headers: { ...(await bearer('bengal')), 'x-tenant-id': 'acme' } })
    expect([mismatch.status, codeOf(mismatch.text)]).toEqual([403, 'TENANT_MISMATCH'])
    expect((await send(route, { headers: await bearer('acme') })).text).toContain(mushakNumber)
  },
  'GET /documents/reports/{report}': async () => {
    const route = 'GET /documents/reports/vat-return?from=2024-10-01&to=2024-10-31'
    const badTokens: Record<string, string>[] = [{}, { authorization: 'Bearer a.b.c' }]
    for (const headers of badTokens) {
      const refused = await send(route, { headers })
      expect([refused.status, codeOf(refused.text)]).toEqual([401, 'UNAUTHENTICATED'])
    }
    const mismatch = await send(route, { headers: { ...(await bearer('bengal')), 'x-tenant-id': 'acme' } })
    expect([mismatch.status, codeOf(mismatch.text)]).toEqual([403, 'TENANT_MISMATCH'])
    expect((await send(route, { headers: await bearer('bengal') })).text).toMatch(/^%PDF-1\.7/)
  },
  'GET /health/live': async () => {
    const { status, text } = await send('GET /health/live')
    expect(status).toBe(200)
    expectNothingOfATenant(text)
  },
  'GET /health/ready': async () => {
    const { text } = await send('GET /health/ready')
    expectNothingOfATenant(text)
  },
}

test('every route of the manifest has a sample, and no other', () => {
  expect(Object.keys(samples).sort()).toEqual(routes.sort())
})

describe.each(Object.entries(samples))('%s', (route, sample) => {
  test('shows nobody what belongs to another tenant', sample)

  test('has no other method', async () => {
    const path = route.split(' ')[1]
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      if (!routes.includes(`${method} ${path}`))
        expect((await send(`${method} ${path}`, { headers: await bearer('acme') })).status).toBe(405)
  })
})

test('nothing is at any other path, also not the functions that only other functions invoke', async () => {
  const headers = await bearer('acme')
  for (const path of ['/', '/auth', '/auth/', '/health', '/functions', '/.env', '/serverless.yml'])
    for (const method of ['GET', 'POST'])
      expect((await send(`${method} ${path}`, { headers })).status).toBe(404)
  for (const key of manifest.functions.keys())
    expect((await send(`POST /2015-03-31/functions/${key}/invocations`, { headers, body: {} })).status).toBe(
      404,
    )
})

test('the metrics need no token, name no tenant, and are not passed on by a proxy', async () => {
  const metrics = await send('GET /metrics')
  expect(metrics.status).toBe(200)
  expect(metrics.text).not.toMatch(/acme|bengal/)
  expect((await send('GET /metrics', { headers: { 'x-forwarded-for': '203.0.113.1' } })).status).toBe(404)
  expect(routes.filter((route) => route.includes('metrics'))).toEqual([])
})
