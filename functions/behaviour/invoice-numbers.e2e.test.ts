import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { type Desk, deskOf, invoiceInput, line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { startHostProcess } from './testing/host-process.ts'
import { readEvents } from './testing/registers.ts'

let gated: GatedService
beforeAll(async () => {
  gated = await startGatedService()
}, 60_000)
afterAll(() => gated.stop())

const register = 'numbers-acme_INV_2024-2025'
const readTakers = async () => (await readEvents(gated.store, register)).map(({ data }) => data.invoiceId)
const input = invoiceInput([line('1', '100')])

/** Sends ten equal creates with this key at once, in turn through these desks. */
const createTenTimes = (desks: readonly Desk[], key: string) =>
  Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (desks[index % desks.length] as Desk).run('create', { input, key }),
    ),
  )

test('58 ten equal creates with one key at once make one invoice and use one INV number', async () => {
  const before = await readTakers()
  const invoices = await createTenTimes([gated.desk], 'ten-at-once')
  for (const invoice of invoices) expect(invoice).toEqual(invoices[0])
  expect(await readTakers()).toEqual([...before, invoices[0].id])
})

test('58 also when two processes receive them', async () => {
  const { token } = await gated.service.as('admin', 'acme')
  const other = await startHostProcess(gated.service.environment)
  const desks = [gated.desk, deskOf(clientOf(other.url, token))]
  const before = await readTakers()
  const invoices = await createTenTimes(desks, 'ten-in-two-processes')
  await other.kill()
  for (const invoice of invoices) expect(invoice).toEqual(invoices[0])
  expect(await readTakers()).toEqual([...before, invoices[0].id])
}, 60_000)

test('58 a create that was cut off after its number is repeated with the same number', async () => {
  const reached = gated.gate.closeAfter(1)
  expect(await gated.desk.expectError('create', { input, key: 'cut-off' })).toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await reached
  gated.gate.open()
  const before = await readTakers()
  const { id } = await gated.desk.run('create', { input, key: 'cut-off' })
  expect(before).toContain(id)
  expect(await readTakers()).toEqual(before)
})

test('creates with different keys, or without one, have a number each', async () => {
  const before = await readTakers()
  const created = await Promise.all([
    ...['a', 'b', 'c'].map((key) => gated.desk.run('create', { input, key })),
    ...[1, 2, 3].map(() => gated.desk.run('create', { input })),
  ])
  const added = (await readTakers()).slice(before.length)
  expect(added.sort()).toEqual(created.map(({ id }) => id).sort())
  expect(new Set(created.map(({ invoiceNumber }) => invoiceNumber)).size).toBe(6)
})
