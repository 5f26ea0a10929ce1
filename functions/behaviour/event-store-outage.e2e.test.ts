import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { readEvents } from './testing/registers.ts'
import { waitFor } from './testing/wait-for.ts'

let gated: GatedService
let desk: GatedService['desk']
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  ;({ desk, store } = gated)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

const unavailable = { code: 'STORE_UNAVAILABLE', retryable: true }

test('commands fail while the event store is down, and work again without a restart', async () => {
  const { id } = await desk.create([line('1', '100')])
  void gated.gate.closeAfter(0)
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await desk.expectError('approve', { id })).toMatchObject(unavailable)
    expect(await desk.expectCreateError([line('1', '100')])).toMatchObject(unavailable)
  }
  gated.gate.open()
  expect(await readEvents(store, `invoice-acme_${id}`)).toHaveLength(1)
  expect(await desk.run('approve', { id })).toMatchObject({ mushakNumber: expect.any(String) })
})

test('an event whose append got no response reaches the queries without another command', async () => {
  const readIds = async () => {
    const rows = await gated.service.database<{ id: string }[]>`select id from tenant_acme_v1.invoices`
    return rows.map(({ id }) => id)
  }
  const { id } = await desk.create([line('1', '100')])
  const before = await waitFor(async () => [await readIds()].find((ids) => ids.includes(id)))
  // The last append of a new invoice is stored, and its response and all later ones are lost.
  void gated.gate.closeAfter(2)
  expect(await desk.expectCreateError([line('1', '100')])).toMatchObject(unavailable)
  gated.gate.open()
  await waitFor(async () => (await readIds()).length > before.length || undefined)
})

// The gateway gives a request 29 s, then its error is INTERNAL_SERVER_ERROR.
test('when the event store does not respond, a command fails before the gateway gives up on it', async () => {
  const { id } = await desk.create([line('1', '100')])
  void gated.gate.closeAfter(0, 'silent')
  expect(await desk.expectError('approve', { id })).toMatchObject(unavailable)
  gated.gate.open()
  expect(await desk.run('approve', { id })).toMatchObject({ mushakNumber: expect.any(String) })
})
