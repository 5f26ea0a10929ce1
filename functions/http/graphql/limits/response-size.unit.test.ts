import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { withFunctions } from '../testing/client.ts'
import { isTooLarge } from './response-size.ts'

afterEach(() => provideHostRuntime(undefined))

const megabyte = 1024 * 1024

test.each([
  ['letters', 'x'.repeat(5 * megabyte), false],
  ['letters', 'x'.repeat(6 * megabyte), true],
  ['letters of three bytes', 'ক'.repeat(2 * megabyte), true],
  ['quotes, which are escaped', '"'.repeat(3 * megabyte), true],
  ['quotes, which are escaped', '"'.repeat(2 * megabyte), false],
])('a body of %s', (_, body, expected) => {
  expect(isTooLarge(body)).toBe(expected)
})

test('answers that are too large together are a refusal, and not an error of the gateway', async () => {
  const name = 'ক'.repeat(megabyte / 2)
  const { send } = withFunctions(() => ({ ok: true, value: { id: 'acme', name } }))
  const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ')
  expect(await send({ query: `{ tenant { ${aliases(3)} } }` })).toMatchObject({
    data: { tenant: { a0: name } },
  })
  const { status, data, errors } = await send({ query: `{ tenant { ${aliases(5)} } }` })
  expect({ status, data }).toEqual({ status: 200, data: undefined })
  expect(errors).toMatchObject([
    { extensions: { code: 'QUERY_TOO_COMPLEX', retryable: false, correlationId: 'request-1' } },
  ])
})
