import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const query = `query ($these: [_Any!]!) {
  _entities(representations: $these) { __typename ... on Invoice { id invoiceNumber } ... on Tenant { id name } }
}`
const invoices = (...ids: string[]) => ids.map((id) => ({ __typename: 'Invoice', id }))

/** The tenant acme with its invoices i-1 and i-2. */
const acme = () =>
  withFunctions(({ key, envelope }) => {
    if (key === 'tenant') return { ok: true, value: { id: envelope.context.tenantId, name: 'Acme' } }
    const { ids } = envelope.input as { ids: string[] }
    return {
      ok: true,
      value: ids.map((id) => (['i-1', 'i-2'].includes(id) ? { id, invoiceNumber: `INV-${id}` } : null)),
    }
  })

test('all invoices of a request come by one call, each where it was asked for, null where there is none', async () => {
  const { ask, invocations } = acme()
  const answer = await ask({ query, variables: { these: invoices('i-2', 'i-9', 'i-1', 'i-2') } })
  expect(answer.errors).toBeUndefined()
  expect(answer.data).toEqual({
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

test('more invoices than one call takes come by several', async () => {
  const { ask, invocations } = acme()
  const answer = await ask({
    query,
    variables: { these: invoices(...Array.from({ length: 1_001 }, (_, index) => `i-${index}`)) },
  })
  expect(answer.errors).toBeUndefined()
  expect(invocations.map(({ envelope }) => (envelope.input as { ids: string[] }).ids.length)).toEqual([
    1_000, 1,
  ])
})

test("the caller's own tenant, and null for another, by one call at most", async () => {
  const { ask, invocations } = acme()
  const tenants = ['acme', 'bengal', 'acme'].map((id) => ({ __typename: 'Tenant', id }))
  const answer = await ask({ query, variables: { these: tenants } })
  const own = { __typename: 'Tenant', id: 'acme', name: 'Acme' }
  expect(answer.data).toEqual({ _entities: [own, null, own] })
  expect(invocations).toMatchObject([{ key: 'tenant', envelope: { field: 'tenant', input: {} } }])
})

test('two requests share nothing', async () => {
  const { ask, invocations } = acme()
  await ask({ query, variables: { these: invoices('i-1') } })
  await ask({ query, variables: { these: invoices('i-1') }, tenantId: 'bengal' })
  expect(invocations.map(({ envelope }) => envelope.context.tenantId)).toEqual(['acme', 'bengal'])
})

test.each([
  [{ __typename: 'Payment', id: 'p-1' }, 'representations[1].__typename'],
  [{ __typename: 'Customer', id: 'c-1' }, 'representations[1].__typename'],
  [{ id: 'i-1' }, 'representations[1].__typename'],
  [{ __typename: 'Invoice' }, 'representations[1].id'],
  [{ __typename: 'Invoice', id: { evil: true } }, 'representations[1].id'],
  ['text', 'representations[1].__typename'],
])('%p is no reference to an entity of this subgraph', async (representation, path) => {
  const { ask, invocations } = acme()
  const answer = await ask({ query, variables: { these: [...invoices('i-1'), representation] } })
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path })
  expect(invocations).toEqual([])
})

test('a store that is down is an error of the entity, worth a repetition', async () => {
  const error = { code: 'STORE_UNAVAILABLE', message: 'down', retryable: true }
  const { ask } = withFunctions(() => ({ ok: false, error }))
  const answer = await ask({ query, variables: { these: invoices('i-1') } })
  expect(answer).toMatchObject({
    data: { _entities: [null] },
    errors: [{ extensions: { code: 'STORE_UNAVAILABLE', retryable: true } }],
  })
})
