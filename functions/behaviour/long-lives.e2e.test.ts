import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'
import { readEvents } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

const cash = (amount: string, rest: object = {}) => ({ amount, method: 'CASH', paidOn: today(), ...rest })

type Data = Record<string, unknown>

/** Stores the first event of this type so many times more; `change` gives each of them its own data. */
const appendCopies = async (
  id: string,
  { type, count, change }: { type: string; count: number; change: (data: Data, index: number) => Data },
): Promise<void> => {
  const stream = `invoice-acme_${id}`
  const found = (await readEvents(store, stream)).find((event) => event.type === type)
  if (!found) throw new Error(`The invoice has no ${type}`)
  const metadata = { tenantId: 'acme', actor: 'u-1', correlationId: 'c-1', schemaVersion: 1 }
  for (let from = 0; from < count; from += 250) {
    const more = Array.from({ length: Math.min(250, count - from) }, (_, index) =>
      jsonEvent({ id: randomUUID(), type, data: change(found.data as Data, from + index), metadata }),
    )
    await store.appendToStream(stream, more as never)
  }
}

/** Stores the first payment again and again, each time with another id and a long reference. */
const appendPayments = (id: string, count: number): Promise<void> =>
  appendCopies(id, {
    type: 'PaymentRecorded',
    count,
    change: (data, index) => {
      const reference = `Instalment ${index} `.padEnd(200, 'x')
      return { ...data, paymentId: randomUUID(), reference }
    },
  })

test('an invoice has at most 1,000 receipts, and all of them fit into one response', async () => {
  const { id } = await desk.issue([line('10', '1000')], dueToday())
  await desk.run('pay', { id, input: cash('1') })
  await appendPayments(id, 998)
  const paid = await desk.run('pay', { id, input: cash('1', { paymentId: 'the-last' }) })
  expect(paid).toMatchObject({ status: 'PARTIALLY_PAID', paidAmount: { amount: '1000.00' } })
  expect(paid.payments).toHaveLength(1000)

  expect(await desk.expectError('pay', { id, input: cash('1') })).toMatchObject({
    code: 'TOO_MANY_PAYMENTS',
    params: { count: 1000, most: 1000 },
  })
  expect((await desk.run('pay', { id, input: cash('1', { paymentId: 'the-last' }) })).revision).toBe(
    paid.revision,
  )
  const reversed = await desk.run('reverse', { id, paymentId: 'the-last', reason: 'Bounced' })
  expect(reversed).toMatchObject({ paidAmount: { amount: '999.00' } })
  expect((await desk.read(id, reversed.revision)).payments).toHaveLength(1000)
  expect((await desk.awaitRow(id, reversed.revision)).payments).toHaveLength(1000)
})

test('a draft has at most 1,000 updates, and can then be issued as it is', async () => {
  const { id } = await desk.create([line('10', '1000')], dueToday())
  await desk.run('update', { id, input: { customerTIN: '111111111111' } })
  await appendCopies(id, { type: 'InvoiceUpdated', count: 998, change: (data) => data })
  const lastUpdate = { id, input: { customerTIN: '222222222222' }, key: 'the-last-update' }
  const updated = await desk.run('update', lastUpdate)
  expect(updated).toMatchObject({ customerTIN: '222222222222', revision: 1000 })

  expect(await desk.expectError('update', { id, input: { customerTIN: '333333333333' } })).toMatchObject({
    code: 'TOO_MANY_UPDATES',
    path: 'input',
    params: { count: 1001, what: 'updates', most: 1000 },
  })
  expect(await desk.run('update', lastUpdate)).toMatchObject({ revision: 1000 })
  await desk.run('submit', { id })
  expect(await desk.run('approve', { id })).toMatchObject({ status: 'APPROVED' })
})
