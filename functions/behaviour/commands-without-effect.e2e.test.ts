import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const updateTenant = `mutation ($input: UpdateTenantInput!, $key: String, $expectedRevision: Int) {
  updateTenant(input: $input, idempotencyKey: $key, expectedRevision: $expectedRevision) { address revision }
}`

test('8 repeating an update without effect with its key does not undo a later update', async () => {
  const { id } = await desk.create([line('1', '1')], { destination: 'Dhaka' })
  const moveTo = (destination: string, key?: string) => ({ id, input: { destination }, key })
  const first = await desk.run('update', moveTo('Dhaka', 'no-effect'))
  await desk.run('update', moveTo('Chattogram'))

  expect(await desk.run('update', moveTo('Dhaka', 'no-effect'))).toEqual(first)
  expect(await desk.expectError('update', moveTo('Khulna', 'no-effect'))).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
    params: { key: 'no-effect' },
  })
  const history = await desk.client.value('query ($id: ID!) { invoiceHistory(id: $id) { type by } }', { id })
  expect(history.map(({ type }: { type: string }) => type)).toEqual([
    'InvoiceCreated',
    'InvoiceLeftUnchanged',
    'InvoiceUpdated',
  ])
})

test('8 an update without effect and without a key appends nothing', async () => {
  const { id, revision } = await desk.create([line('1', '1')], { destination: 'Dhaka' })
  expect(await desk.run('update', { id, input: { destination: 'Dhaka' } })).toMatchObject({ revision })
})

test('8 when a recorded payment is sent again with another key, that key is used too', async () => {
  const { id } = await desk.issue([line('1', '1000')])
  const cash = (amount: string, key: string) => ({
    ...{ id, key },
    input: { paymentId: 'p-1', amount, method: 'CASH', paidOn: '2024-10-15' },
  })
  await desk.run('pay', cash('100', 'first'))
  await desk.run('pay', cash('100', 'second'))

  expect(
    await desk.expectError('pay', {
      ...cash('200', 'second'),
      input: { ...cash('200', 'second').input, paymentId: 'p-2' },
    }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 a repeated tenant update without effect is recognised by its key', async () => {
  const change = (address: string, key?: string) =>
    desk.client.value(updateTenant, { input: { address }, key })
  await change('1 Old Road')
  const first = await change('1 Old Road', 'no-effect')
  await change('2 New Road')

  expect(await change('1 Old Road', 'no-effect')).toEqual(first)
  expect(
    await desk.client.error(updateTenant, { input: { address: '3 Road' }, key: 'no-effect' }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  await change('12 Motijheel C/A, Dhaka')
})
