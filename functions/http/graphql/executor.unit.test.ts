import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { sendRejected, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

describe('a request that GraphQL cannot execute is rejected as INVALID_INPUT', () => {
  test.each([
    ['null', { body: 'null' }, /object/],
    ['no query', { body: '{}' }, /query/],
    ['variables that are not an object', { query: '{ __typename }', variables: 'x' }, /variables/],
    ['a query that does not parse', { query: '{ invoice(id: ' }, /Syntax Error: Unexpected <EOF>/],
    ['an unknown field', { query: '{ invoices { total } }' }, /Cannot query field "total"/],
    ['a subscription', { query: 'subscription { x }' }, /subscription/],
    [
      'two operations without a name',
      { query: 'query A { __typename } query B { __typename }' },
      /what operation to execute/,
    ],
  ])('%s', async (_, request, message) => {
    for (const error of await sendRejected(request)) {
      expect(error.code).toBe('INVALID_INPUT')
      expect(error.message).toMatch(message)
    }
  })
})

test('a query that repeats the same fields very often is rejected with the reason', async () => {
  const query = `{ ${'invoices { totalCount } '.repeat(450)} }`
  expect(await sendRejected({ query })).toMatchObject([
    { code: 'QUERY_TOO_COMPLEX', message: expect.stringMatching(/repeats the same fields/) },
  ])
})

test('introspection works in development, not in production', async () => {
  const { send } = withInvoice()
  expect((await send({ query: '{ __schema { queryType { name } } }' })).data).toBeDefined()
  const query = '{ __schema { types { name } } }'
  expect(await sendRejected({ query }, { NODE_ENV: 'production' })).toMatchObject([
    { code: 'INVALID_INPUT' },
    { code: 'INVALID_INPUT' },
  ])
})

describe('_service returns the schema', () => {
  const request = { query: '{ _service { sdl } }', role: 'accounts_payable' } as const

  test.each([
    { NODE_ENV: 'development' },
    { NODE_ENV: 'production', GRAPHQL_INTROSPECTION: 'true' },
  ] as Record<string, string>[])('to every user with %j', async (variables) => {
    const { data } = await withInvoice(variables).send(request)
    expect(JSON.stringify(data)).toContain('type Invoice')
  })

  test.each([{ NODE_ENV: 'production' }, { NODE_ENV: 'development', GRAPHQL_INTROSPECTION: '0' }] as Record<
    string,
    string
  >[])('to nobody with %j, under no alias and in no fragment', async (variables) => {
    for (const query of [
      request.query,
      '{ a: _service { __typename } }',
      '{ ...f } fragment f on Query { ... { _service { sdl } } }',
    ])
      expect(await sendRejected({ query, role: 'admin' }, variables)).toContainEqual(
        expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/_service/) }),
      )
  })
})
