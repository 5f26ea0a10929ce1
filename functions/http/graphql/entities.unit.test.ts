import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const query = `query ($references: [_Any!]!) {
  _entities(representations: $references) {
    __typename
    ... on Invoice { id invoiceNumber }
    ... on Tenant { id name }
  }
}`
const invoices = (...ids: string[]) => ids.map((id) => ({ __typename: 'Invoice', id }))

/** Fake functions of the tenant acme, which has the invoices i-1 and i-2. */
const acme = () =>
  withFunctions(({ key, envelope }) => {
    if (key === 'tenant') return { ok: true, value: { id: envelope.context.tenantId, name: 'Acme' } }
    const { ids } = envelope.input as { ids: string[] }
    return {
      ok: true,
      value: ids.map((id) => (['i-1', 'i-2'].includes(id) ? { id, invoiceNumber: `INV-${id}` } : null)),
    }
  })

test('one call loads all invoices of a request, with null for a missing one', async () => {
  const { send, invocations } = acme()
  const response = await send({ query, variables: { references: invoices('i-2', 'i-9', 'i-1', 'i-2') } })
  expect(response.errors).toBeUndefined()
  expect(response.data).toEqual({
    _entities: [
      { __typename: 'Invoice', id: 'i-2', invoiceNumber: 'INV-i-2' },
      null,
      { __typename: 'Invoice', id: 'i-1', invoiceNumber: 'INV-i-1' },
      { __typename: 'Invoice', id: 'i-2', invoiceNumber: 'INV-i-2' },
    ],
  })
  expect(invocations).toMatchObject([
    { key: 'invoice', envelope: { field: '_entities', input: { ids: ['i-2', 'i-9', 'i-1'] } } },
  ])
})

test('one call loads the most invoices that a request may have', async () => {
  const { send, invocations } = acme()
  const response = await send({
    query,
    variables: { references: invoices(...Array.from({ length: 500 }, (_, index) => `i-${index}`)) },
  })
  expect(response.errors).toBeUndefined()
  expect(invocations.map(({ envelope }) => (envelope.input as { ids: string[] }).ids.length)).toEqual([500])
})

test('the call names the fields of invoices that all aliases select, and no field of tenants', async () => {
  const { send, invocations } = acme()
  const select = (alias: string, fields: string) =>
    `${alias}: _entities(representations: $references) { ... on Invoice { ${fields} } ... on Tenant { name } }`
  await send({
    query: `query ($references: [_Any!]!) { ${select('a', 'id status')} ${select('b', 'grandTotal { amount }')} }`,
    variables: { references: invoices('i-1') },
  })
  expect(invocations.map(({ envelope }) => envelope.selection)).toEqual([
    { paths: ['id', 'status', 'grandTotal.amount'], parts: 1 },
  ])
})

test("one call loads the caller's own tenant, and another tenant is null", async () => {
  const { send, invocations } = acme()
  const tenants = ['acme', 'bengal', 'acme'].map((id) => ({ __typename: 'Tenant', id }))
  const response = await send({ query, variables: { references: tenants } })
  const own = { __typename: 'Tenant', id: 'acme', name: 'Acme' }
  expect(response.data).toEqual({ _entities: [own, null, own] })
  expect(invocations).toMatchObject([{ key: 'tenant', envelope: { field: 'tenant', input: {} } }])
})

test('two requests share no loaded entity', async () => {
  const { send, invocations } = acme()
  await send({ query, variables: { references: invoices('i-1') } })
  await send({ query, variables: { references: invoices('i-1') }, tenantId: 'bengal' })
  expect(invocations.map(({ envelope }) => envelope.context.tenantId)).toEqual(['acme', 'bengal'])
})

test.each([
  [{ __typename: 'Payment', id: 'p-1' }, 'representations[1].__typename'],
  [{ __typename: 'Customer', id: 'c-1' }, 'representations[1].__typename'],
  [{ id: 'i-1' }, 'representations[1].__typename'],
  [{ __typename: 'Invoice' }, 'representations[1].id'],
  [{ __typename: 'Invoice', id: { evil: true } }, 'representations[1].id'],
  ['text', 'representations[1].__typename'],
])('%p is not a reference to an entity of this subgraph', async (representation, path) => {
  const { send, invocations } = acme()
  const response = await send({ query, variables: { references: [...invoices('i-1'), representation] } })
  expect(response.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path })
  expect(invocations).toEqual([])
})

test('an unavailable store is a retryable error of the entity', async () => {
  const error = { code: 'STORE_UNAVAILABLE', message: 'down', retryable: true }
  const { send } = withFunctions(() => ({ ok: false, error }))
  const response = await send({ query, variables: { references: invoices('i-1') } })
  expect(response).toMatchObject({
    data: { _entities: [null] },
    errors: [{ extensions: { code: 'STORE_UNAVAILABLE', retryable: true } }],
  })
})
