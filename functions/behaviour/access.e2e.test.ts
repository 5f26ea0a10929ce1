import { request } from 'node:http'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Client, clientOf } from '../../infra/run/local/testing/client.ts'
import { deskOf, invoiceInput, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const entity = `query ($id: ID!) {
  _entities(representations: [{ __typename: "Invoice", id: $id }]) { ... on Invoice { id invoiceNumber } }
}`
const oneInvoice = 'query ($id: ID!) { invoice(id: $id) { id } }'
const list = '{ invoices { totalCount nodes { id } } }'

test('41 a user of another tenant cannot read or change an invoice', async () => {
  const { id, revision } = await desk.create([line('1', '100')])
  await desk.awaitRow(id, revision)
  const bengal = await service.as('admin', 'bengal')
  expect(await desk.client.value(entity, { id })).toMatchObject([{ id }])
  expect(await bengal.value(entity, { id })).toEqual([null])
  expect(await bengal.value(oneInvoice, { id })).toBeNull()
  expect(await bengal.value(list)).toEqual({ totalCount: 0, nodes: [] })
  expect(await bengal.value('query ($id: ID!) { invoiceHistory(id: $id) { type } }', { id })).toBeNull()
  expect(await deskOf(bengal).expectError('approve', { id })).toMatchObject({ code: 'NOT_FOUND' })
})

test.each([undefined, 'not-a-token'])(
  '41 without a valid token every request is UNAUTHENTICATED: %s',
  async (token) => {
    const nobody = clientOf(service.url, token)
    for (const query of [entity, oneInvoice, list, '{ _service { sdl } }', '{ __typename }']) {
      const response = await nobody.ask(query, { id: '0f8fad5b-d9cb-469f-a165-70867728950e' })
      expect({ status: response.status, code: response.errors?.[0]?.extensions.code }).toEqual({
        status: 401,
        code: 'UNAUTHENTICATED',
      })
    }
  },
)

test.each(['u\0', 'u\ud800', 'u\u202e1', ' '])(
  '41 a token whose user id cannot be stored is UNAUTHENTICATED, and nothing is appended: %j',
  async (userId) => {
    const draft = await desk.create([line('1', '100')])
    const client = await service.as('admin', 'acme', userId)
    const response = await client.ask('mutation ($id: ID!) { approveInvoice(id: $id) { id } }', draft)
    expect([response.status, response.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(await desk.readEventTypes(draft.id)).toEqual(['InvoiceCreated'])
  },
)

test('42 a tenant header that differs from the tenant of the token is refused', async () => {
  expect(await desk.client.error(list, {}, { 'x-tenant-id': 'bengal' })).toMatchObject({
    code: 'TENANT_MISMATCH',
  })
  expect(await desk.client.value('{ tenant { id } }', {}, { 'x-tenant-id': 'acme' })).toEqual({ id: 'acme' })
})

test('42 an operation without the permission is refused, and the error names the permission', async () => {
  const { id } = await desk.create([line('1', '100')])
  const accountant = deskOf(await service.as('accountant', 'acme'))
  expect(await accountant.expectError('approve', { id })).toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('invoice:approve'),
  })
  const auditor = deskOf(await service.as('auditor', 'acme'))
  expect(await auditor.expectCreateError([line('1', '100')])).toMatchObject({ code: 'FORBIDDEN' })
  expect(await (await service.as('platform')).error(list)).toMatchObject({ code: 'FORBIDDEN' })
})

test('43 every valid token may read the schema, and __typename works', async () => {
  const platform = await service.as('platform')
  expect((await platform.value('{ _service { sdl } }')).sdl).toMatch(/type Invoice\s+@key\(fields: "id"\)/)
  const { id, revision } = await desk.create([line('1', '100')])
  await desk.awaitRow(id, revision)
  expect(await desk.client.value('{ invoices(first: 1) { __typename nodes { __typename } } }')).toEqual({
    __typename: 'InvoiceConnection',
    nodes: [{ __typename: 'Invoice' }],
  })
})

test('44 when the second of two mutations is refused, the first still returns its result', async () => {
  const { id } = await desk.create([line('1', '100')])
  const { data, errors } = await desk.client.ask(
    `mutation ($id: ID!) {
      first: submitInvoice(id: $id) { status }
      second: submitInvoice(id: $id) { status }
    }`,
    { id },
  )
  expect(data).toEqual({ first: { status: 'PENDING_APPROVAL' }, second: null })
  expect(errors).toMatchObject([{ path: ['second'], extensions: { code: 'INVALID_STATE' } }])
})

test('44 a request with an idempotency header and two mutations is refused before either runs', async () => {
  const { id } = await desk.create([line('1', '100')])
  const { errors } = await desk.client.ask(
    'mutation ($id: ID!) { a: submitInvoice(id: $id) { status } b: submitInvoice(id: $id) { status } }',
    { id },
    { 'idempotency-key': 'k' },
  )
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }])
  expect(await desk.readEventTypes(id)).toEqual(['InvoiceCreated'])
})

test('a user of a tenant that is not registered gets TENANT_UNKNOWN', async () => {
  const stranger = deskOf(await service.as('admin', 'nobody'))
  expect(await stranger.expectCreateError([line('1', '100')])).toMatchObject({ code: 'TENANT_UNKNOWN' })
  expect(await stranger.client.error(list)).toMatchObject({ code: 'TENANT_UNKNOWN' })
})

test('an administrator may change the details of the tenant, an accountant may not', async () => {
  const admin = await service.as('admin', 'bengal')
  const change = 'mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { address revision } }'
  expect(await admin.value(change, { input: { address: 'Chattogram' } })).toMatchObject({
    address: 'Chattogram',
    revision: 1,
  })
  expect(await admin.value('{ tenant { id address revision } }')).toEqual({
    id: 'bengal',
    address: 'Chattogram',
    revision: 1,
  })
  expect(
    await (await service.as('accountant', 'bengal')).error(change, { input: { name: 'x' } }),
  ).toMatchObject({ code: 'FORBIDDEN' })
})

test('the correlation id of a request is returned in the response and stored with the event', async () => {
  const response = await desk.client.ask(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
    { input: invoiceInput([line('1', '100')]) },
    { 'x-correlation-id': 'abc-123' },
  )
  expect(response.headers.get('x-correlation-id')).toBe('abc-123')
  const history = 'query ($id: ID!) { invoiceHistory(id: $id) { type correlationId } }'
  expect(await desk.client.value(history, response.data?.createInvoice)).toEqual([
    { type: 'InvoiceCreated', correlationId: 'abc-123' },
  ])
})

describe('two different values of a header', () => {
  const send = (headers: Record<string, string | string[]>): Promise<object> =>
    new Promise((resolve, reject) => {
      const sent = { 'Content-Type': 'application/json', ...headers }
      const call = request(`${service.url}/graphql`, { method: 'POST', headers: sent }, async (response) => {
        const body = JSON.parse(Buffer.concat(await response.toArray()).toString())
        const [error] = body.errors ?? []
        resolve({ status: response.statusCode, ...(error ? { error: error.extensions } : {}) })
      })
      call.on('error', reject)
      call.end('{"query":"{ tenant { id } }"}')
    })
  const bearer = (client: Client) => `Bearer ${client.token}`

  test.each(['acme', 'bengal'])('are rejected, also when the last X-Tenant-ID is %s', async (last) => {
    const headers = { Authorization: bearer(desk.client), 'X-Tenant-ID': ['acme', 'bengal', last] }
    expect(await send(headers)).toMatchObject({
      status: 400,
      error: { code: 'INVALID_INPUT', path: 'X-Tenant-ID' },
    })
  })

  test('are rejected for Authorization, and one value sent twice is not', async () => {
    const [acme, bengal] = [bearer(desk.client), bearer(await service.as('admin', 'bengal'))]
    const error = { code: 'INVALID_INPUT', path: 'Authorization' }
    expect(await send({ Authorization: [acme, bengal] })).toMatchObject({ status: 400, error })
    expect(await send({ Authorization: acme, 'X-Tenant-ID': ['acme', 'acme'] })).toEqual({ status: 200 })
  })

  test.each(['constructor', '__proto__'])('a header %s changes nothing', async (name) => {
    expect(await send({ Authorization: bearer(desk.client), [name]: ['1', '2'] })).toEqual({ status: 200 })
    expect(await send({ [name]: '1' })).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } })
  })
})
