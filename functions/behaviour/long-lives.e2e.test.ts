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

/**
 * Stores the first payment of the invoice again and again, each time with another id and a long reference.
 */
const appendPayments = async (id: string, count: number): Promise<void> => {
  const stream = `invoice-acme_${id}`
  const events = await readEvents(store, stream)
  const recorded = events.find(({ type }) => type === 'PaymentRecorded')
  if (!recorded) throw new Error('The invoice has no payment')
  const { type, data } = recorded
  for (let from = 0; from < count; from += 250) {
    const more = Array.from({ length: Math.min(250, count - from) }, (_, index) => {
      const reference = `Instalment ${from + index} `.padEnd(200, 'x')
      const payment = { ...data, paymentId: randomUUID(), reference }
      return jsonEvent({
        id: randomUUID(),
        type,
        data: payment,
        metadata: { tenantId: 'acme', actor: 'u-1', correlationId: 'c-1', schemaVersion: 1 },
      })
    })
    await store.appendToStream(stream, more as never)
  }
}

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
