import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { type TestRequest, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const approve = 'mutation { approveInvoice(id: "i-1") { id } }'
const withHeader = (request: TestRequest) => ({ ...request, headers: { 'Idempotency-Key': 'k-1' } })

test('the key may be in the header, or in both the header and the argument', async () => {
  const { send, invocations } = withInvoice()
  await send(withHeader({ query: approve }))
  await send(withHeader({ query: 'mutation { approveInvoice(id: "i-1", idempotencyKey: "k-1") { id } }' }))
  expect(invocations.map(({ envelope }) => envelope.context.idempotencyKey)).toEqual(['k-1', 'k-1'])
})

test('different keys in the header and the argument are rejected', async () => {
  const { send, invocations } = withInvoice()
  const query = 'mutation { approveInvoice(id: "i-1", idempotencyKey: "k-2") { id } }'
  const { errors } = await send(withHeader({ query }))
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'idempotencyKey' })
  expect(invocations).toEqual([])
})

test.each([
  ['fields', 'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }'],
  ['aliases', 'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") { id } }'],
  [
    'fields in a fragment',
    `mutation { ...two }
    fragment two on Mutation {
      a: approveInvoice(id: "i-1") { id }
      ... { b: approveInvoice(id: "i-2") { id } }
    }`,
  ],
  [
    'fields of which one is skipped',
    'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") @skip(if: true) { id } }',
  ],
])('44 the header with two mutations (%s) is rejected before anything runs', async (_, query) => {
  const { send, invocations } = withInvoice()
  const response = await send(withHeader({ query }))
  expect(response).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Idempotency-Key' } }],
  })
  expect(response.data).toBeUndefined()
  expect(invocations).toEqual([])
})

test('the header is accepted with one mutation that is written twice, and with queries', async () => {
  const { send, invocations } = withInvoice()
  const twice = 'approveInvoice(id: "i-1") { id } approveInvoice(id: "i-1") { revision }'
  await send(withHeader({ query: `mutation { ${twice} __typename }` }))
  await send(withHeader({ query: '{ a: invoice(id: "i-1") { id } b: invoice(id: "i-2") { id } }' }))
  expect(invocations.length).toBe(3)
})

test.each([[''], ['x'.repeat(201)], ['a\nb'], [' a'], ['ক']])('the key %p is rejected', async (key) => {
  const { send, invocations } = withInvoice()
  const { errors } = await send({
    query: 'mutation ($k: String) { approveInvoice(id: "i-1", idempotencyKey: $k) { id } }',
    variables: { k: key },
  })
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'idempotencyKey' })
  expect(invocations).toEqual([])
})
