import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const answering = () => withFunctions(() => ({ ok: true, value: { id: 'i-1', revision: 0 } }))

describe('headers', () => {
  test.each([['has blank'], ['x'.repeat(129)], ['line\nbreak']])(
    'a correlation id that is not safe to log (%p) is replaced',
    async (given) => {
      const { ask } = answering()
      expect(
        (await ask({ query: '{ __typename }', headers: { 'X-Correlation-ID': given } })).headers[
          'X-Correlation-ID'
        ],
      ).toBe('request-1')
    },
  )

  test('a browser is answered from the allowed origins only', async () => {
    const { ask } = withFunctions(() => null, { CORS_ORIGIN: 'https://a.example, https://b.example' })
    const from = async (origin: string) =>
      (await ask({ query: '{ __typename }', headers: { Origin: origin } })).headers[
        'Access-Control-Allow-Origin'
      ]
    expect(await from('https://b.example')).toBe('https://b.example')
    expect(await from('https://evil.example')).toBeUndefined()
  })
})
