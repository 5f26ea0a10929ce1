import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { eventOf, withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const answering = () => withFunctions(() => ({ ok: true, value: { id: 'i-1', revision: 0 } }))

describe('GraphiQL', () => {
  const page = { method: 'GET', role: null, headers: { Accept: 'text/html,*/*' } } as const

  test('is served to a browser in development, whole and packed below the limit of an answer', async () => {
    const { raw } = answering()
    const answer = await raw(eventOf(page))
    expect(answer).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { 'Content-Encoding': 'gzip' },
    })
    expect(answer.body.length).toBeLessThan(5_000_000)
    const html = gunzipSync(Buffer.from(answer.body, 'base64')).toString()
    expect(html).toContain('mutation CreateInvoice')
    expect(html).toContain("get('token')")
    expect(html).toContain('.graphiql-tab { transform: none !important }')
    expect(html).not.toContain('__HEADERS__')
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  })

  test('is not served in production', async () => {
    const { ask } = withFunctions(() => null, { NODE_ENV: 'production' })
    expect(await ask(page)).toMatchObject({ status: 405 })
  })

  test('a query by GET, whose token no authorizer reads, is told to come by POST', async () => {
    const { ask } = answering()
    expect(await ask({ method: 'GET', role: null })).toMatchObject({
      status: 405,
      errors: [{ message: 'Send the query by POST, as JSON', extensions: { code: 'INVALID_INPUT' } }],
    })
  })
})
