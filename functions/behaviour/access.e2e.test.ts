import { afterAll, expect, test } from '@jest/globals'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { deskOf, invoiceInput, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const entity =
  'query ($id: ID!) { _entities(representations: [{ __typename: "Invoice", id: $id }]) { ... on Invoice { id invoiceNumber } } }'
const one = 'query ($id: ID!) { invoice(id: $id) { id } }'
const list = '{ invoices { totalCount nodes { id } } }'

test('41 another tenant sees nothing of an invoice', async () => {
  const { id, revision } = await desk.create([line('1', '100')])
  await desk.shown(id, revision)
  const bengal = await service.as('admin', 'bengal')
  expect(await desk.client.value(entity, { id })).toMatchObject([{ id }])
  expect(await bengal.value(entity, { id })).toEqual([null])
  expect(await bengal.value(one, { id })).toBeNull()
  expect(await bengal.value(list)).toEqual({ totalCount: 0, nodes: [] })
  expect(await bengal.value('query ($id: ID!) { invoiceHistory(id: $id) { type } }', { id })).toBeNull()
  expect(await deskOf(bengal).refused('approve', { id })).toMatchObject({ code: 'NOT_FOUND' })
})

test.each([undefined, 'not-a-token'])(
  '41 without a good token everything is UNAUTHENTICATED: %s',
  async (token) => {
    const nobody = clientOf(service.url, token)
    for (const query of [entity, one, list, '{ _service { sdl } }', '{ __typename }']) {
      const answer = await nobody.ask(query, { id: '0f8fad5b-d9cb-469f-a165-70867728950e' })
      expect({ status: answer.status, code: answer.errors?.[0]?.extensions.code }).toEqual({
        status: 401,
        code: 'UNAUTHENTICATED',
      })
    }
  },
)

test('42 a tenant header that is not the token’s is refused', async () => {
  expect(await desk.client.error(list, {}, { 'x-tenant-id': 'bengal' })).toMatchObject({
    code: 'TENANT_MISMATCH',
  })
  expect(await desk.client.value('{ tenant { id } }', {}, { 'x-tenant-id': 'acme' })).toEqual({ id: 'acme' })
})

test('42 a missing permission is named', async () => {
  const { id } = await desk.create([line('1', '100')])
  const accountant = deskOf(await service.as('accountant', 'acme'))
  expect(await accountant.refused('approve', { id })).toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('invoice:approve'),
  })
  const auditor = deskOf(await service.as('auditor', 'acme'))
  expect(await auditor.refusedCreate([line('1', '100')])).toMatchObject({ code: 'FORBIDDEN' })
  expect(await (await service.as('platform')).error(list)).toMatchObject({ code: 'FORBIDDEN' })
})

test('43 the schema is served with a token of any kind, and __typename works', async () => {
  const platform = await service.as('platform')
  expect((await platform.value('{ _service { sdl } }')).sdl).toMatch(/type Invoice\s+@key\(fields: "id"\)/)
  const { id, revision } = await desk.create([line('1', '100')])
  await desk.shown(id, revision)
  expect(await desk.client.value('{ invoices(first: 1) { __typename nodes { __typename } } }')).toEqual({
    __typename: 'InvoiceConnection',
    nodes: [{ __typename: 'Invoice' }],
  })
})

test('44 two mutations in one request: the second refused, the first answered', async () => {
  const { id } = await desk.create([line('1', '100')])
  const { data, errors } = await desk.client.ask(
    'mutation ($id: ID!) { first: submitInvoice(id: $id) { status } second: submitInvoice(id: $id) { status } }',
    { id },
  )
  expect(data).toEqual({ first: { status: 'PENDING_APPROVAL' }, second: null })
  expect(errors).toMatchObject([{ path: ['second'], extensions: { code: 'INVALID_STATE' } }])
})

test('44 an idempotency header with two mutations is refused before anything runs', async () => {
  const { id } = await desk.create([line('1', '100')])
  const { errors } = await desk.client.ask(
    'mutation ($id: ID!) { a: submitInvoice(id: $id) { status } b: submitInvoice(id: $id) { status } }',
    { id },
    { 'idempotency-key': 'k' },
  )
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }])
  expect(await desk.happened(id)).toEqual(['InvoiceCreated'])
})

test('a tenant that is not registered gets a clear error', async () => {
  const stranger = deskOf(await service.as('admin', 'nobody'))
  expect(await stranger.refusedCreate([line('1', '100')])).toMatchObject({ code: 'TENANT_UNKNOWN' })
  expect(await stranger.client.error(list)).toMatchObject({ code: 'TENANT_UNKNOWN' })
})

test('a tenant changes its own details, and only its manager may', async () => {
  const admin = await service.as('admin', 'bengal')
  const change =
    'mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { name address makerChecker revision } }'
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

test('a correlation id is taken from the request, returned and kept with the event', async () => {
  const answer = await desk.client.ask(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
    { input: invoiceInput([line('1', '100')]) },
    { 'x-correlation-id': 'abc-123' },
  )
  expect(answer.headers.get('x-correlation-id')).toBe('abc-123')
  const history = 'query ($id: ID!) { invoiceHistory(id: $id) { type correlationId } }'
  expect(await desk.client.value(history, answer.data?.createInvoice)).toEqual([
    { type: 'InvoiceCreated', correlationId: 'abc-123' },
  ])
})
