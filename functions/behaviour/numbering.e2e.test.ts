import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'
import { serialIn, takenTwice, takesOf } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

/** Presses the button until the payment is taken, and answers what it was told before. */
const pressedUntilPaid = async (id: string, paymentId: string): Promise<string[]> => {
  const refusals: string[] = []
  for (;;) {
    const input = { paymentId, amount: '1', method: 'CASH', paidOn: today() }
    const refusal = await desk.does('pay', { id, input }).then(() => undefined, String)
    if (refusal === undefined) return refusals
    refusals.push(refusal)
  }
}

test('7 23 payments pressed while twenty approvals run leave no gap and number no document twice', async () => {
  const drafts = await Promise.all(
    Array.from({ length: 20 }, () => desk.create([line('1', '100')], dueToday())),
  )
  const pressed = drafts.flatMap(({ id }) =>
    ['p-1', 'p-2', 'p-3'].map((paymentId) => pressedUntilPaid(id, paymentId)),
  )
  const approvals = drafts.map(({ id }) => desk.does('approve', { id }))

  const issued = await Promise.all(approvals)
  const refusals = (await Promise.all(pressed)).flat()

  expect(refusals.filter((refusal) => !refusal.includes('"INVALID_STATE"'))).toEqual([])
  const serials = Array.from({ length: 20 }, (_, index) => index + 1)
  expect(issued.map((invoice) => serialIn(invoice, '6.3')).sort((one, other) => one - other)).toEqual(serials)
  for (const { id, mushakNumber } of issued) {
    expect(await desk.read(id, 5)).toMatchObject({
      mushakNumber,
      paidAmount: { amount: '3.00' },
      revision: 5,
    })
  }
  const takes = await takesOf(store, 'acme', '6.3')
  expect(takenTwice(takes)).toEqual([])
  expect(takes.map(({ document }) => document.invoiceId).sort()).toEqual(drafts.map(({ id }) => id).sort())
})
