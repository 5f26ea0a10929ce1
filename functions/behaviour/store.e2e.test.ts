import { randomUUID } from 'node:crypto'
import { jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { eventsOf } from './testing/registers.ts'

let gated: GatedService
let desk: GatedService['desk']
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  ;({ desk, store } = gated)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

test('while the store is down commands say so, leave nothing, and work again without a restart', async () => {
  const { id } = await desk.create([line('1', '100')])
  void gated.gate.closeAfter(0)
  for (let asked = 0; asked < 5; asked++) {
    expect(await desk.refused('approve', { id })).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
    })
    expect(await desk.refusedCreate([line('1', '100')])).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
    })
  }
  gated.gate.open()
  expect(await eventsOf(store, `invoice-acme_${id}`)).toHaveLength(1)
  expect(await desk.does('approve', { id })).toMatchObject({ mushakNumber: expect.any(String) })
})

test('a store that answers nothing is given up well before the gateway gives us up', async () => {
  const { id } = await desk.create([line('1', '100')])
  void gated.gate.closeAfter(0, 'silent')
  const asked = performance.now()
  expect(await desk.refused('approve', { id })).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  expect(performance.now() - asked).toBeLessThan(20_000)
  gated.gate.open()
  expect(await desk.does('approve', { id })).toMatchObject({ mushakNumber: expect.any(String) })
}, 40_000)

test('an event of a version that is not known stops its own stream with a clear error, and no other', async () => {
  const { id } = await desk.create([line('1', '100')])
  const newer = jsonEvent({
    id: randomUUID(),
    type: 'InvoiceUpdated',
    data: { brandNew: true },
    metadata: { schemaVersion: 99, tenantId: 'acme' },
  })
  await store.appendToStream(`invoice-acme_${id}`, newer, { expectedRevision: 0n })
  for (const step of ['approve', 'submit'] as const) {
    expect(await desk.refused(step, { id })).toMatchObject({
      code: 'EVENT_VERSION_UNKNOWN',
      retryable: false,
    })
  }
  expect(await desk.refused('cancel', { id, reason: 'x' })).toMatchObject({ code: 'EVENT_VERSION_UNKNOWN' })
  expect(await eventsOf(store, `invoice-acme_${id}`)).toHaveLength(2)
  expect(await desk.issue([line('1', '100')])).toMatchObject({ mushakNumber: expect.any(String) })
})
