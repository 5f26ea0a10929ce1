import { gql } from '@apollo/client'
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals'
import { Client, fetchExchange } from '@urql/core'
import { apolloClient } from './testing/clients/apollo-client.ts'
import { errorCode } from './testing/clients/error-codes.ts'
import { graphqlRequestClient } from './testing/clients/graphql-request-client.ts'
import { persistedQueryClient } from './testing/clients/persisted-queries.ts'
import { urqlClient } from './testing/clients/urql-client.ts'
import { invoiceInput, line, openDesk } from './testing/desk.ts'

const { service } = await openDesk()
afterAll(() => service.stop())
afterEach(() => {
  jest.restoreAllMocks()
})
const url = `${service.url}/graphql`
const admin = (await service.as('admin', 'acme')).token
const auditor = (await service.as('auditor', 'acme')).token

const list = 'query List { invoices { totalCount } }'
const create = `mutation Create($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) { id grandTotal { amount } }
}`
const inputOf = (quantity: unknown, rest?: object) => ({
  ...invoiceInput([{ ...line('1', '100.00'), quantity }]),
  ...rest,
})

type Execute = (token: string, query: string, variables?: object) => Promise<unknown>
const isMutation = (query: string) => query.startsWith('mutation')

const apollo: Execute = async (token, query, variables = {}) => {
  const client = apolloClient(url, token)
  const { data } = isMutation(query)
    ? await client.mutate({ mutation: gql(query), variables })
    : await client.query({ query: gql(query), variables })
  return data
}
const urql: Execute = async (token, query, variables = {}) => {
  const client = urqlClient(url, token)
  const result = isMutation(query) ? client.mutation(query, variables) : client.query(query, variables)
  const { data, error } = await result
  if (error) throw error
  return data
}
const graphqlRequest: Execute = (token, query, variables) =>
  graphqlRequestClient(url, token).request(query, variables)

type Refusal = { about: string; code: string; token?: string; query?: string; variables?: object }
const refusals: Refusal[] = [
  { about: 'an unknown field', code: 'INVALID_INPUT', query: '{ nonsense }' },
  { about: '1e3 as a Decimal', code: 'INVALID_INPUT', variables: { input: inputOf('1e3') } },
  {
    about: 'a date that does not exist',
    code: 'INVALID_INPUT',
    variables: { input: inputOf('1', { invoiceDate: '2026-02-30' }) },
  },
  {
    about: 'a rule of invoicing',
    code: 'DUE_BEFORE_INVOICE_DATE',
    variables: { input: inputOf('1', { dueDate: '2024-10-01' }) },
  },
  {
    about: 'a missing permission',
    code: 'FORBIDDEN',
    token: auditor,
    variables: { input: inputOf('1') },
  },
  { about: 'a token that is not valid', code: 'UNAUTHENTICATED', token: 'x', query: list },
]

describe.each<[string, Execute]>([
  ['Apollo Client', apollo],
  ['urql', urql],
  ['graphql-request', graphqlRequest],
])('with %s', (name, execute) => {
  test('queries and mutations work', async () => {
    expect(await execute(admin, create, { input: inputOf('1.50') })).toMatchObject({
      createInvoice: { grandTotal: { amount: '172.50' } },
    })
    expect(await execute(admin, list)).toMatchObject({ invoices: { totalCount: expect.any(Number) } })
  })

  test.each(refusals)('the code of a refusal arrives: $about', async (refusal) => {
    const { code, token = admin, query = create, variables } = refusal
    const error = await execute(token, query, variables).catch((caught: unknown) => caught)
    expect(errorCode(error)).toBe(code)
  })

  test('a mutation that is repeated with its key takes effect once, however its input is written', async () => {
    const key = `repeated with ${name}`
    const first = await execute(admin, create, { input: inputOf('2'), key })
    expect(await execute(admin, create, { input: inputOf(2), key })).toEqual(first)
    expect(await execute(admin, create, { input: inputOf('2.00'), key })).toEqual(first)
    const other = await execute(admin, create, { input: inputOf('3'), key }).catch(
      (caught: unknown) => caught,
    )
    expect(errorCode(other)).toBe('IDEMPOTENCY_KEY_REUSED')
  })
})

/** Calls the service and records the method, status and body of each request. */
const recordRequests = () => {
  const send = globalThis.fetch
  const requests: { method: string | undefined; status: number; hasQuery: boolean }[] = []
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (target, init) => {
    const response = await send(target, init)
    const hasQuery = `${target}${init?.body}`.includes('totalCount')
    requests.push({ method: init?.method, status: response.status, hasQuery })
    return response
  })
  return requests
}

test.each([
  ['POST', false],
  ['GET', true],
])('Apollo Client with persisted queries by %s falls back to the query by itself', async (method, byGet) => {
  const requests = recordRequests()
  const client = persistedQueryClient(url, admin, byGet)
  for (let count = 0; count < 2; count++) {
    const { data } = await client.query({ query: gql(list), fetchPolicy: 'no-cache' })
    expect(data).toMatchObject({ invoices: { totalCount: expect.any(Number) } })
  }
  expect(requests).toEqual([
    { method, status: 400, hasQuery: false },
    { method: 'POST', status: 200, hasQuery: true },
    { method: 'POST', status: 200, hasQuery: true },
  ])
})

test('urql without preferGetMethod: false sends a query by GET, which is rejected', async () => {
  const requests = recordRequests()
  const headers = { authorization: `Bearer ${admin}` }
  const client = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers } })
  const { error } = await client.query(list, {})
  expect(errorCode(error)).toBe('INVALID_INPUT')
  expect(requests).toEqual([{ method: 'GET', status: 405, hasQuery: true }])
})
