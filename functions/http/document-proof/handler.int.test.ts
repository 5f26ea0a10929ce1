import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import { keyIdOf } from '../../../infra/document-proof/public-key.ts'
import { newSigningKey } from '../../../infra/document-proof/testing/signing-key.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { startSecretsManager } from '../../../infra/secrets/testing/secrets-manager-server.ts'
import { get } from './testing/proof-server.ts'

afterEach(() => provideHostRuntime(undefined))

const [now, former] = [newSigningKey(), newSigningKey()]
const configured = { DOCUMENT_SIGNING_KEY: now.pem, DOCUMENT_FORMER_KEYS: former.publicKey }

test('the keys are public, with the current one named, and without the private one', async () => {
  const { statusCode, headers, body } = await get('/documents/keys', configured)
  expect([statusCode, headers?.['Content-Type']]).toEqual([200, 'application/json; charset=utf-8'])
  expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' })
  expect(JSON.parse(body)).toEqual({
    current: keyIdOf(now.publicKey),
    keys: [now, former].map(({ publicKey }) => ({
      ...{ kid: keyIdOf(publicKey), kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: publicKey },
    })),
  })
})

test('a page of any origin may also read why there are no keys, as it may read the keys', async () => {
  const { statusCode, headers } = await get('/documents/keys', {}, { origin: 'https://elsewhere.example' })
  expect([statusCode, headers?.['Access-Control-Allow-Origin']]).toEqual([404, '*'])
  expect((await get('/verify', {})).headers).not.toHaveProperty('Access-Control-Allow-Origin')
})

describe('the page', () => {
  test('has its script and style inside and may load nothing but the keys', async () => {
    const { statusCode, headers, body } = await get('/verify', configured)
    expect([statusCode, headers?.['Content-Type']]).toEqual([200, 'text/html; charset=utf-8'])
    const hashOf = (element: string) => {
      const [, text = ''] = new RegExp(`<${element}[^>]*>([^]*?)</${element}>`).exec(body) ?? []
      expect(text.length).toBeGreaterThan(500)
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(headers?.['Content-Security-Policy']).toBe(
      `default-src 'none'; script-src ${hashOf('script')}; style-src ${hashOf('style')}; ` +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(body).not.toMatch(/\b(src|href|action)=|@import|url\(|^import |innerHTML|\bexport /m)
    expect(body.match(/<\/?(script|style)\b/g)).toHaveLength(4)
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin')
  })
})

describe.each(['/documents/keys', '/verify'])('%s', (route) => {
  test('is not found where no key is configured', async () => {
    const { statusCode, body } = await get(route, {})
    expect([statusCode, JSON.parse(body)]).toEqual([
      404,
      {
        errors: [
          {
            message: 'This service signs no documents',
            extensions: {
              ...{ code: 'NOT_FOUND', path: null, params: {}, retryable: false },
              correlationId: 'request-1',
            },
          },
        ],
      },
    ])
  })

  test('is there while only former keys are configured', async () => {
    expect(await get(route, { DOCUMENT_FORMER_KEYS: former.publicKey })).toMatchObject({ statusCode: 200 })
  })

  test('fails without showing a wrong key, and can be tried again where the secret is not there', async () => {
    const wrong = await get(route, { DOCUMENT_SIGNING_KEY: 'hush' })
    expect(wrong).toMatchObject({ statusCode: 500, body: expect.stringContaining('INTERNAL_SERVER_ERROR') })
    expect(wrong.body).not.toMatch(/hush|DOCUMENT/)
    const server = await startSecretsManager()
    server.failWith('AccessDeniedException')
    const arn = server.put('hush', now.pem)
    const before = { ...process.env }
    Object.assign(process.env, server.environment)
    const absent = await get(route, { DOCUMENT_SIGNING_KEY_SECRET_ARN: arn })
    process.env = before
    await server.close()
    expect(absent).toMatchObject({ statusCode: 503, body: expect.stringContaining('STORE_UNAVAILABLE') })
    expect(absent.body).not.toContain('hush')
  })

  test('returns the correlation id of the caller', async () => {
    const { headers } = await get(route, configured, { 'x-correlation-id': 'mine-1' })
    expect(headers).toMatchObject({ 'X-Correlation-ID': 'mine-1' })
  })
})
