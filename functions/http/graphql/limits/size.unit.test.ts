import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected } from '../testing/client.ts'
import { parseWithinLimits } from './size.ts'

afterEach(() => provideHostRuntime(undefined))

const longName = 'n'.repeat(201)

test.each([
  ['characters', `{ __typename } #${' '.repeat(500_000)}`],
  ['lines', `{${'\n'.repeat(10_000)}__typename }`],
  ['characters in one name', `query ${longName} { __typename }`],
  ['characters in one name', `query ($${longName}: Int) { __typename }`],
  ['characters in one name', `{ ${longName}: __typename }`],
  ['characters in one name', `{ ${longName} }`],
  ['characters in one name', `{ invoices(${longName}: 1) { totalCount } }`],
  ['characters in one name', `{ invoices(filter: { ${longName}: 1 }) { totalCount } }`],
  ['characters in one name', `{ invoices(first: ${longName}) { totalCount } }`],
  ['characters in one name', `{ __typename @${longName} }`],
  ['characters in one name', `{ ...F } fragment F on ${longName} { a }`],
  ['characters in one name', `{ ...${longName} } fragment ${longName} on Query { __typename }`],
  ['name or number', `{ invoices(first: ${'1'.repeat(201)}) { totalCount } }`],
  ['name or number', `{ invoices(first: 1.${'1'.repeat(201)}) { totalCount } }`],
  ['characters in one text', `{ invoices(orderBy: "${'x'.repeat(30_000)}") { totalCount } }`],
  ['characters in one text', `{ invoices(orderBy: """${'x'.repeat(30_000)}""") { totalCount } }`],
  ['tokens', `{ ${'a '.repeat(15_100)} }`],
  ['fields', `{ ${'__typename '.repeat(1_001)} }`],
  ['aliases', `{ ${Array.from({ length: 51 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
  ['directives', `{ ${Array.from({ length: 101 }, () => '__typename @skip(if: false)').join(' ')} }`],
  ['directives', `query ${'@a '.repeat(101)} { __typename }`],
  ['directives', `query (${'$a: Int @a '.repeat(101)}) { __typename }`],
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

test('a name of 200 characters, a text of 29,998 and 10,000 lines are accepted', () => {
  const name = 'n'.repeat(200)
  const source = `query ${name} {${'\n'.repeat(9_999)} ${name}(${name}: "${'x'.repeat(29_998)}") }`
  expect(errorOf(source)).toBeUndefined()
})
