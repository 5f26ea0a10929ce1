import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const approve = 'mutation { approveInvoice(id: "i-1") { id } }'
const entities = '{ _entities(representations: [{ __typename: "Invoice", id: "i-1" }]) { __typename } }'

test.each([
  ['{ __typename }'],
  [approve],
  [entities],
  ['{ _service { sdl } }'],
  ['{ nonsense'],
  ['{ invoice(id: "i-1") { id } }'],
])('41 without a token %s is UNAUTHENTICATED, in every environment', async (query) => {
  for (const NODE_ENV of ['production', 'development']) {
    const { send, invocations } = withInvoice({ NODE_ENV })
    const response = await send({ query, role: null })
    expect(response).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED', correlationId: 'request-1' } }],
    })
    expect(response).not.toHaveProperty('data')
    expect(invocations).toEqual([])
  }
})

test('42 an X-Tenant-ID that differs from the token is a TENANT_MISMATCH', async () => {
  const { send, invocations } = withInvoice()
  const rejected = await send({ query: approve, headers: { 'X-TENANT-ID': 'bengal' } })
  expect(rejected).toMatchObject({ status: 403, errors: [{ extensions: { code: 'TENANT_MISMATCH' } }] })
  expect(invocations).toEqual([])
  expect(await send({ query: approve, headers: { 'X-Tenant-ID': 'acme' } })).toMatchObject({ status: 200 })
})

test('42 without its permission an operation is FORBIDDEN, and the error names the permission', async () => {
  const { send, invocations } = withInvoice()
  const { errors } = await send({ query: approve, role: 'accountant' })
  expect(errors).toMatchObject([
    {
      message: 'approveInvoice needs invoice:approve',
      extensions: { code: 'FORBIDDEN', params: { permission: 'invoice:approve' } },
    },
  ])
  expect(invocations).toEqual([])
})

test.each([['{ invoice(id: "i-1") { id } }'], ['{ tenant { id } }'], [entities], [approve]])(
  '44 %s is FORBIDDEN for the platform, which is not a tenant',
  async (query) => {
    const { send, invocations } = withInvoice()
    expect((await send({ query, role: 'platform' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(invocations).toEqual([])
  },
)

test('43 _service { sdl } needs a token but no tenant', async () => {
  const { send } = withInvoice()
  const { data } = await send({ query: '{ _service { sdl } }', role: 'platform' })
  expect(data).toEqual({ _service: { sdl: expect.stringContaining('type Invoice') } })
})
