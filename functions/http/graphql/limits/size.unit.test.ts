import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected } from '../testing/client.ts'
import { parseWithinLimits } from './size.ts'

afterEach(() => provideHostRuntime(undefined))

test.each([
  ['tokens', `{ ${'a '.repeat(15_100)} }`],
  ['fields', `{ ${'__typename '.repeat(1_001)} }`],
  ['aliases', `{ ${Array.from({ length: 51 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
  ['levels of nesting', `{ ${'a{'.repeat(11)}a${'}'.repeat(11)} }`],
  [
    'levels of nesting',
    `{ a { b { c { d { ...f } } } } }
    fragment f on X { a { b { c { ...g } } } }
    fragment g on X { a { b { c { d { e } } } } }`,
  ],
])('a document with too many %s is rejected, also when its error is cached', async (what, query) => {
  const errors = await sendRejected({ query })
  expect(errors).toMatchObject([{ code: 'QUERY_TOO_COMPLEX', message: expect.stringContaining(what) }])
  expect(await sendRejected({ query })).toEqual(errors)
})

const errorOf = (source: string) => {
  try {
    parseWithinLimits(source)
  } catch (error) {
    return error
  }
  return undefined
}

test.each([
  ['fields', `${'{a'.repeat(4_900)}${'}'.repeat(4_900)}`],
  ['lists', `{ a(b: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`],
])('%s nested too deeply for the parser get the error for too many levels of nesting', (_, source) => {
  expect(errorOf(source)).toMatchObject({
    extensions: { code: 'QUERY_TOO_COMPLEX', params: { what: 'levels of nesting' } },
  })
})
