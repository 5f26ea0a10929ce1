import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { eventOf, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

describe('the GraphiQL page', () => {
  const page = { method: 'GET', role: null, headers: { Accept: 'text/html,*/*' } } as const

  test('is complete in development, and compressed below the size limit of a response', async () => {
    const { sendEvent } = withInvoice()
    const response = await sendEvent(eventOf(page))
    expect(response).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { 'Content-Encoding': 'gzip' },
    })
    expect(response.body.length).toBeLessThan(5_000_000)
    const html = gunzipSync(Buffer.from(response.body, 'base64')).toString()
    expect(html).toContain('mutation CreateInvoice')
    expect(html).toContain("get('token')")
    expect(html).toContain('.graphiql-tab { transform: none !important }')
    expect(html).not.toContain('__HEADERS__')
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  })

  test('is not served in production', async () => {
    const { send } = withInvoice({ NODE_ENV: 'production' })
    expect(await send(page)).toMatchObject({ status: 405 })
  })

  test('is served where GRAPHQL_INTROSPECTION says so, and nowhere else', async () => {
    const open = { NODE_ENV: 'production', GRAPHQL_INTROSPECTION: 'true' }
    expect(await withInvoice(open).sendEvent(eventOf(page))).toMatchObject({ statusCode: 200 })
    const closed = { NODE_ENV: 'development', GRAPHQL_INTROSPECTION: 'false' }
    expect(await withInvoice(closed).send(page)).toMatchObject({ status: 405 })
  })

  test('a query by GET is rejected, because the authorizer does not check its token', async () => {
    const { send } = withInvoice()
    expect(await send({ method: 'GET', role: null })).toMatchObject({
      status: 405,
      errors: [{ message: 'Send the query by POST, as JSON', extensions: { code: 'INVALID_INPUT' } }],
    })
  })
})
