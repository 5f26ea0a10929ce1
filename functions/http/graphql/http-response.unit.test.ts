import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { sendRejected, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

describe('a body that cannot be read is rejected as INVALID_INPUT', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  test.each([
    ['malformed JSON', { body: '{"query": ' }, /^The body is not JSON: /],
    [
      'JSON that is nested too deeply',
      { body: `{"query":"{ tenant { id } }","variables":${deep}}` },
      /^The body is nested too deeply to be read$/,
    ],
    [
      'another content type',
      { query: '{ __typename }', headers: { 'Content-Type': 'text/plain' } },
      /send application\/json, not text\/plain/,
    ],
    ['a list of operations', { body: '[{"query":"{ __typename }"}]' }, /Send one operation as a JSON object/],
  ])('%s', async (_, request, message) => {
    const errors = await sendRejected(request)
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', message: expect.stringMatching(message) }])
  })
})

describe('the headers of a response', () => {
  test.each([['has blank'], ['x'.repeat(129)], ['line\nbreak']])(
    'a correlation id that is not safe to log (%p) is replaced by the id of the request',
    async (correlationId) => {
      const { send } = withInvoice()
      const { headers } = await send({
        query: '{ __typename }',
        headers: { 'X-Correlation-ID': correlationId },
      })
      expect(headers['X-Correlation-ID']).toBe('request-1')
    },
  )

  test('only allowed origins get CORS headers', async () => {
    const { send } = withInvoice({ CORS_ORIGIN: 'https://a.example, https://b.example' })
    const allowedOrigin = async (origin: string) => {
      const { headers } = await send({ query: '{ __typename }', headers: { Origin: origin } })
      return headers['Access-Control-Allow-Origin']
    }
    expect(await allowedOrigin('https://b.example')).toBe('https://b.example')
    expect(await allowedOrigin('https://evil.example')).toBeUndefined()
  })
})
