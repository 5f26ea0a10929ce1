import { afterEach, describe, expect, test } from '@jest/globals'
import { GraphQLError, parse } from 'graphql'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { contractError } from './contract-error.ts'
import { translateErrors } from './response-error.ts'
import { sendRejected } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const request = { correlationId: 'c-1', isSchemaOpen: false }
const create = 'mutation ($in: CreateInvoiceInput!) { createInvoice(input: $in) { id } }'

describe('a message that repeats much input is shortened', () => {
  const long = 'y'.repeat(100_000)
  test.each([
    ['an unknown field of a variable', { query: create, variables: { in: { [long.slice(0, 190)]: 1 } } }],
    ['a text for an object', { query: create, variables: { in: long.slice(0, 4_000) } }],
    ['a text for an object in the document', { query: `{ invoices(filter: "${long}") { totalCount } }` }],
    ['a text that is not expected', { query: `{ "${long}" }` }],
    ['an unknown parameter', { body: JSON.stringify({ [long]: 1 }) }],
    ['another content type', { query: '{ __typename }', headers: { 'Content-Type': `a/${long}` } }],
  ])('%s', async (_, rejected) => {
    for (const { message, path } of await sendRejected(rejected)) {
      expect(message.length).toBeLessThanOrEqual(1_000)
      expect(path?.length ?? 0).toBeLessThanOrEqual(1_000)
    }
  })

  test('also in an error of the contract', () => {
    const error = contractError({ code: 'CONFLICT', message: long, path: long })
    expect(translateErrors([error], request)).toMatchObject([
      { message: `${'y'.repeat(999)}…`, extensions: { path: `${'y'.repeat(999)}…` } },
    ])
  })
})

// If the time grew with the square of the length it would be minutes, and a test ends after half a minute.
describe('a message of a million characters does not take the time of its square', () => {
  test.each([
    ['argument "a" of type '],
    ['Did you mean '],
    ['Variable "$in" got invalid value at "in'],
    ['Field "a.a" of required type '],
    [' at "in.'],
  ])('for %j', (bait) => {
    const reason = bait.repeat(1_000_000 / bait.length)
    const message = `Variable "$in" got invalid value ${reason} at "in.x"; ${reason}`
    const errors = [
      new GraphQLError(reason),
      new GraphQLError(message, { originalError: new GraphQLError(reason) }),
    ]
    const translated = translateErrors(errors, { ...request, document: parse(create) })
    expect(translated.map(({ extensions }) => extensions.code)).toEqual(['INVALID_INPUT', 'INVALID_INPUT'])
  })
})

test('a suggestion is removed in production even if the message is shortened', () => {
  const error = new GraphQLError(`Cannot query "${'x'.repeat(985)}" on it. Did you mean "secret"?`)
  expect(JSON.stringify(translateErrors([error], request))).not.toMatch(/Did you|secret/)
})

test('a response has at most 100 errors, each with at most ten locations', () => {
  const source = parse(`{ ${'a '.repeat(500)} }`)
  const [definition] = source.definitions
  const nodes = definition && 'selectionSet' in definition ? definition.selectionSet?.selections : []
  const errors = translateErrors(Array(200).fill(new GraphQLError('many', { nodes: nodes ?? [] })), request)
  expect(errors).toHaveLength(100)
  expect(errors[0]?.locations).toHaveLength(10)
})

test('all errors of a response together have about 500 kB', () => {
  const error = contractError({ code: 'CONFLICT', message: 'm', params: { value: 'x'.repeat(100_000) } })
  const errors = translateErrors(Array(50).fill(error), request)
  expect(errors).toHaveLength(4)
})

test('one error with long parameters is sent without them', () => {
  const error = contractError({ code: 'CONFLICT', message: 'm', params: { value: 'x'.repeat(600_000) } })
  expect(translateErrors([error], request)).toMatchObject([
    { message: 'm', extensions: { code: 'CONFLICT', params: {} } },
  ])
})
