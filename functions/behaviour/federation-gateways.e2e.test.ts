import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { invoiceInput, line, openDesk } from './testing/desk.ts'
import { startApolloGateway, startHiveGateway, supergraphOf } from './testing/gateways.ts'
import { masterDataSchema, startMasterData } from './testing/master-data.ts'

const { service, desk } = await openDesk()
const masterData = await startMasterData()
const contract = readFileSync(join(import.meta.dirname, '../contract/schema.graphql'), 'utf8')
// A gateway can have a schema with a field that this version of the service lacks: then only the service
// finds the error in the query.
const newerContract = contract.replace('type Invoice @key(fields: "id") {', '$&\n  newField: String')
const supergraph = supergraphOf([
  { name: 'finance', url: `${service.url}/graphql`, schema: newerContract },
  { name: 'master-data', url: masterData.url, schema: masterDataSchema },
])
const apollo = await startApolloGateway(supergraph)
const hive = await startHiveGateway(supergraph)
afterAll(async () => {
  await Promise.all([apollo.stop(), hive.stop(), masterData.stop()])
  await service.stop()
})

const bearer = async (role: 'admin' | 'auditor') => {
  const { token } = await service.as(role, 'acme')
  return { authorization: `Bearer ${token}` }
}
const admin = await bearer('admin')
const auditor = await bearer('auditor')
const { id, revision } = await desk.create([line('1', '100')])
await desk.awaitRow(id, revision)

const create = `mutation ($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) { id customer { id name } vendor { name } }
}`
const createTwo = `mutation ($one: CreateInvoiceInput!, $two: CreateInvoiceInput!, $a: String, $b: String) {
  one: createInvoice(input: $one, idempotencyKey: $a) { id }
  two: createInvoice(input: $two, idempotencyKey: $b) { id }
}`
const submit = 'mutation ($id: ID!) { submitInvoice(id: $id) { status } }'
const money = '{ amount currency formattedAmount }'
const noteLines = `lines { value ${money} supplementaryDuty ${money} vatAmount ${money} total ${money} }`

const inputOf = (quantity: string, rest?: object) => ({ ...invoiceInput([line(quantity, '100')]), ...rest })

type Refusal = {
  about: string
  code: string
  path?: string
  query?: string
  variables?: object
  headers?: Record<string, string>
}
const refusals: Refusal[] = [
  { about: 'an unknown field', code: 'INVALID_INPUT', query: '{ invoices { nodes { newField } } }' },
  {
    about: '1e3 as a Decimal',
    code: 'INVALID_INPUT',
    path: 'input.lineItems[0].quantity',
    query: create,
    variables: { input: inputOf('1e3') },
  },
  {
    about: 'a date that does not exist',
    code: 'INVALID_INPUT',
    path: 'input.invoiceDate',
    query: create,
    variables: { input: inputOf('1', { invoiceDate: '2026-02-30' }) },
  },
  {
    about: 'too many rows',
    code: 'QUERY_TOO_COMPLEX',
    query: `{ invoices(first: 100) { nodes { notes { id ${noteLines} } } } }`,
  },
  {
    about: 'a page size out of range',
    code: 'INVALID_INPUT',
    path: 'first',
    query: '{ invoices(first: 101) { nodes { id } } }',
  },
  {
    about: 'a rule of invoicing',
    code: 'DUE_BEFORE_INVOICE_DATE',
    path: 'input.dueDate',
    query: create,
    variables: { input: inputOf('1', { dueDate: '2024-10-01' }) },
  },
  {
    about: 'an unknown invoice',
    code: 'NOT_FOUND',
    variables: { id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  },
  { about: 'a missing permission', code: 'FORBIDDEN', headers: auditor },
  { about: 'another tenant', code: 'TENANT_MISMATCH', headers: { 'x-tenant-id': 'bengal' } },
  { about: 'no token', code: 'UNAUTHENTICATED', headers: { authorization: '' } },
  { about: 'a token that is not valid', code: 'UNAUTHENTICATED', headers: { authorization: 'Bearer x' } },
]

describe.each([
  ['@apollo/gateway', apollo],
  ['the Hive gateway', hive],
])('through %s', (name, gateway) => {
  test('a query joins invoices with the parties of another subgraph', async () => {
    const query = '{ invoices { nodes { id customer { id name } vendor { name } } } }'
    const { data, errors } = await gateway.execute(query, {}, admin)
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      invoices: {
        nodes: expect.arrayContaining([
          { id, customer: { id: 'customer-1', name: 'CUSTOMER-1' }, vendor: { name: 'VENDOR-1' } },
        ]),
      },
    })
  })

  test.each(refusals)('the code arrives: $about', async ({ code, path, query, variables, headers }) => {
    const response = await gateway.execute(query ?? submit, variables ?? { id }, { ...admin, ...headers })
    const errors = response.errors?.map(({ extensions }) => extensions) ?? []
    expect(errors.map((extensions) => extensions.code)).toEqual([code])
    if (path) expect(errors[0]).toMatchObject({ path })
  })

  test('IDEMPOTENCY_KEY_REUSED arrives', async () => {
    const key = `reused through ${name}`
    expect(await gateway.execute(create, { input: inputOf('1'), key }, admin)).toMatchObject({
      data: { createInvoice: { vendor: { name: 'VENDOR-1' } } },
    })
    expect(await gateway.execute(create, { input: inputOf('2'), key }, admin)).toMatchObject({
      errors: [{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }],
    })
  })

  test('two mutations with keys of their own take effect once each', async () => {
    const variables = { one: inputOf('1'), two: inputOf('1'), a: `a through ${name}`, b: `b through ${name}` }
    const first = await gateway.execute(createTwo, variables, admin)
    expect(first.errors).toBeUndefined()
    expect(first.data?.one).not.toEqual(first.data?.two)
    expect(await gateway.execute(createTwo, variables, admin)).toEqual(first)
  })
})

const shared = { ...admin, 'idempotency-key': 'shared' }

test('@apollo/gateway sends two mutations in one request, so a header key is refused for both', async () => {
  const variables = { one: inputOf('1'), two: inputOf('1') }
  expect(await apollo.execute(createTwo, variables, shared)).toMatchObject({
    data: { one: null, two: null },
    errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Idempotency-Key' } }],
  })
})

test('the Hive gateway sends two mutations in two requests, so a header key is the key of each', async () => {
  const equal = await hive.execute(createTwo, { one: inputOf('1'), two: inputOf('1') }, shared)
  expect(equal.errors).toBeUndefined()
  expect(equal.data?.one).toEqual(equal.data?.two)
  const different = await hive.execute(createTwo, { one: inputOf('1'), two: inputOf('2') }, shared)
  expect(different.data).toEqual({ one: equal.data?.one, two: null })
  expect(different.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED')
})
