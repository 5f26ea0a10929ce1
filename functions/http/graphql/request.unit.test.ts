import { afterEach, describe, expect, test } from '@jest/globals'
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
  expect(rejected).not.toHaveProperty('data')
  expect(rejected).toMatchObject({ errors: [{ extensions: { code: 'TENANT_MISMATCH' } }] })
  expect(invocations).toEqual([])
  expect(await send({ query: approve, headers: { 'X-Tenant-ID': 'acme' } })).toMatchObject({ status: 200 })
})

describe('a header that decides who asks for what', () => {
  test.each([
    ['Authorization', 'Bearer a', 'Bearer b'],
    ['X-Tenant-ID', 'bengal', 'acme'],
    ['X-Tenant-ID', 'acme', 'bengal'],
    ['Idempotency-Key', 'k-1', 'k-2'],
    ['Content-Type', 'text/plain', 'application/json'],
  ])(
    '%s is rejected with the values %s and %s, in one or in two spellings of its name',
    async (name, a, b) => {
      for (const multiValueHeaders of [{ [name]: [a, b] }, { [name]: [b], [name.toUpperCase()]: [a] }]) {
        const { send, invocations } = withInvoice()
        const response = await send({ query: approve, headers: { [name]: b }, multiValueHeaders })
        expect(response.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', path: name } }])
        expect(invocations).toEqual([])
      }
    },
  )

  test('may be sent twice with one value', async () => {
    const { send, invocations } = withInvoice()
    const headers = { 'X-Tenant-ID': 'acme', 'Idempotency-Key': 'k-1', Authorization: 'Bearer a' }
    const twice = Object.entries(headers).map(([name, value]) => [name, [value, value]])
    await send({ query: approve, headers, multiValueHeaders: Object.fromEntries(twice) })
    expect(invocations).toMatchObject([{ envelope: { context: { idempotencyKey: 'k-1' } } }])
  })
})

test('of two correlation ids or traces none is taken', async () => {
  const { send, invocations } = withInvoice()
  const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`
  const response = await send({
    query: approve,
    multiValueHeaders: { 'X-Correlation-ID': ['c-1', 'c-2'], traceparent: [trace('1'), trace('2')] },
  })
  expect(response.headers['X-Correlation-ID']).toBe('request-1')
  expect(invocations[0]?.envelope.context.traceparent).toBeUndefined()
})

test('a header with the name of a member of every object is ignored', async () => {
  const { send } = withInvoice()
  const headers = JSON.parse('{ "constructor": "1", "__proto__": "2", "toString": "3" }')
  const multiValueHeaders = JSON.parse('{ "constructor": ["1"], "__proto__": ["2", "3"] }')
  expect(await send({ query: '{ __typename }', headers, multiValueHeaders })).toMatchObject({ status: 200 })
})

test.each(['APPLICATION/JSON', 'Application/Json; charset=UTF-8', 'application/json ;charset=utf-8'])(
  'the content type %s is application/json',
  async (contentType) => {
    const { send } = withInvoice()
    const response = await send({ query: '{ __typename }', headers: { 'Content-Type': contentType } })
    expect(response).toMatchObject({ status: 200, data: { __typename: 'Query' } })
  },
)

test('a compressed body is rejected, and one whose coding is identity is not', async () => {
  const { send, invocations } = withInvoice()
  const response = await send({ body: '\u001f\ufffd', headers: { 'Content-Encoding': 'gzip' } })
  expect(response).toMatchObject({
    status: 415,
    errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Content-Encoding' } }],
  })
  expect(invocations).toEqual([])
  expect(await send({ query: approve, headers: { 'Content-Encoding': 'identity' } })).toMatchObject({
    status: 200,
  })
})

test('a body of another type is rejected by its header', async () => {
  const { send } = withInvoice()
  const headers = { 'Content-Type': 'text/plain; charset=utf-8' }
  expect(await send({ query: '{ __typename }', headers })).toMatchObject({
    status: 415,
    errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Content-Type' } }],
  })
})

test('a body of more than a million characters is rejected before it is read', async () => {
  const { send } = withInvoice()
  const body = (length: number) => '{"query":"{ __typename }"}'.padEnd(length)
  expect(await send({ body: body(1_000_000) })).toMatchObject({ status: 200 })
  expect(await send({ body: body(1_000_001) })).toMatchObject({
    status: 413,
    errors: [{ extensions: { code: 'INVALID_INPUT' } }],
  })
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
