import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const updateTenant = `mutation ($input: UpdateTenantInput!, $key: String, $expectedRevision: Int) {
  updateTenant(input: $input, idempotencyKey: $key, expectedRevision: $expectedRevision) { address revision }
}`

test('8 a command that found all as it asks for is known by its key: its repetition undoes the work of nobody', async () => {
  const { id } = await desk.create([line('1', '1')], { destination: 'Dhaka' })
  const going = (destination: string, key?: string) => ({ id, input: { destination }, key })
  const first = await desk.does('update', going('Dhaka', 'as-it-was'))
  await desk.does('update', going('Chattogram'))

  expect(await desk.does('update', going('Dhaka', 'as-it-was'))).toEqual(first)
  expect(await desk.refused('update', going('Khulna', 'as-it-was'))).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
    params: { key: 'as-it-was' },
  })
  const history = await desk.client.value('query ($id: ID!) { invoiceHistory(id: $id) { type by } }', { id })
  expect(history.map(({ type }: { type: string }) => type)).toEqual([
    'InvoiceCreated',
    'InvoiceLeftUnchanged',
    'InvoiceUpdated',
  ])
})

test('8 without a key, what changes nothing leaves nothing', async () => {
  const { id, revision } = await desk.create([line('1', '1')], { destination: 'Dhaka' })
  expect(await desk.does('update', { id, input: { destination: 'Dhaka' } })).toMatchObject({ revision })
})

test('8 a payment that stands already, sent under another key, takes that key', async () => {
  const { id } = await desk.issue([line('1', '1000')])
  const cash = (amount: string, key: string) => ({
    ...{ id, key },
    input: { paymentId: 'p-1', amount, method: 'CASH', paidOn: '2024-10-15' },
  })
  await desk.does('pay', cash('100', 'first'))
  await desk.does('pay', cash('100', 'second'))

  expect(
    await desk.refused('pay', {
      ...cash('200', 'second'),
      input: { ...cash('200', 'second').input, paymentId: 'p-2' },
    }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 a tenant that was left as it is knows the key too', async () => {
  const change = (address: string, key?: string) =>
    desk.client.value(updateTenant, { input: { address }, key })
  await change('1 Old Road')
  const first = await change('1 Old Road', 'as-it-was')
  await change('2 New Road')

  expect(await change('1 Old Road', 'as-it-was')).toEqual(first)
  expect(
    await desk.client.error(updateTenant, { input: { address: '3 Road' }, key: 'as-it-was' }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  await change('12 Motijheel C/A, Dhaka')
})

test('40 an unknown id is NOT_FOUND whatever revision was expected of it', async () => {
  const id = '00000000-0000-4000-8000-000000000000'
  expect(await desk.refused('approve', { id, expectedRevision: 0 })).toMatchObject({
    code: 'NOT_FOUND',
    path: 'id',
  })
})
