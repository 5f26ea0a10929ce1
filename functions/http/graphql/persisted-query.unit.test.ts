import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { type TestRequest, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const extensions = { persistedQuery: { version: 1, sha256Hash: 'ecf4edb46db40b5132295c0291d62fb65d6759a9' } }
const byGet = (search: Record<string, string>): TestRequest => ({ method: 'GET', role: null, search })

describe('the hash of a query instead of the query', () => {
  test.each<[string, TestRequest]>([
    ['by POST', { extensions }],
    ['with an empty query', { query: '', extensions }],
    ['with variables that are not an object', { variables: 'x', extensions }],
    ['with a parameter that GraphQL does not have', { body: JSON.stringify({ extensions, id: 'q-1' }) }],
    ['by GET', byGet({ operationName: 'A', variables: '{}', extensions: JSON.stringify(extensions) })],
  ])('%s gets the error after which a client sends the query', async (_, request) => {
    const { send, invocations } = withInvoice()
    expect(await send(request)).toMatchObject({
      status: 200,
      errors: [
        {
          message: 'PersistedQueryNotSupported',
          extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', retryable: false, correlationId: 'request-1' },
        },
      ],
    })
    expect(invocations).toEqual([])
  })

  test('is not recognised without a token by POST', async () => {
    expect(await withInvoice().send({ extensions, role: null })).toMatchObject({ status: 401 })
  })
})

test('a request with the query and its hash is executed', async () => {
  const { send } = withInvoice()
  expect(await send({ query: '{ __typename }', extensions })).toMatchObject({ data: { __typename: 'Query' } })
})

test.each<[string, TestRequest]>([
  ['a query', byGet({ query: '{ __typename }' })],
  ['a query and its hash', byGet({ query: '{ __typename }', extensions: JSON.stringify(extensions) })],
  ['other extensions', byGet({ extensions: '{"tracing":true}' })],
  ['extensions that are not an object', byGet({ extensions: 'null' })],
  ['extensions that are not JSON', byGet({ extensions: '{' })],
])('GET with %s is rejected', async (_, request) => {
  expect(await withInvoice().send(request)).toMatchObject({ status: 405, headers: { Allow: 'POST' } })
})
