import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'
import { readTakes, serialIn, takenTwice } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

/** An approval was refused, so the payments of its invoice are never accepted. */
const refused = new AbortController()

/** Repeats the payment until it is accepted, and returns the errors before that. */
const payUntilAccepted = async (id: string, paymentId: string): Promise<string[]> => {
  const errors: string[] = []
  for (;;) {
    refused.signal.throwIfAborted()
    const input = { paymentId, amount: '1', method: 'CASH', paidOn: today() }
    const error = await desk.run('pay', { id, input }).then(() => undefined, String)
    if (error === undefined) return errors
    errors.push(error)
  }
}

test('7 23 with payments during twenty approvals, no number is missing and no document has two', async () => {
  const drafts = await Promise.all(
    Array.from({ length: 20 }, () => desk.create([line('1', '100')], dueToday())),
  )
  const payments = drafts.flatMap(({ id }) =>
    ['p-1', 'p-2', 'p-3'].map((paymentId) => payUntilAccepted(id, paymentId)),
  )
  const approvals = drafts.map(({ id }) => desk.run('approve', { id }))

  const issuing = Promise.all(approvals).catch((error: unknown) => {
    refused.abort(error)
    throw error
  })
  const [issued, errorLists] = await Promise.all([issuing, Promise.all(payments)])
  const errors = errorLists.flat()

  expect(errors.filter((error) => !error.includes('"INVALID_STATE"'))).toEqual([])
  const serials = Array.from({ length: 20 }, (_, index) => index + 1)
  expect(issued.map((invoice) => serialIn(invoice, '6.3')).sort((one, other) => one - other)).toEqual(serials)
  for (const { id, mushakNumber } of issued) {
    expect(await desk.read(id, 5)).toMatchObject({
      mushakNumber,
      paidAmount: { amount: '3.00' },
      revision: 5,
    })
  }
  const takes = await readTakes(store, 'acme', '6.3')
  expect(takenTwice(takes)).toEqual([])
  expect(takes.map(({ document }) => document.invoiceId).sort()).toEqual(drafts.map(({ id }) => id).sort())
})
