import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { deskOf, line, openDesk } from './testing/desk.ts'
import { readEvents } from './testing/registers.ts'
import { waitFor } from './testing/wait-for.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

test('47 an undecodable event is set aside with its error and does not stop other invoices', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const bad = await bengal.create([line('1', '10')])
  const stream = invoiceStream('bengal', bad.id)
  await store.appendToStream(
    stream,
    jsonEvent({ id: randomUUID(), type: 'InvoiceTeleported', data: {}, metadata: { schemaVersion: 1 } }),
  )
  const good = await bengal.issue([line('1', '10')])
  expect(await bengal.awaitRow(good.id, good.revision)).toMatchObject({ mushakNumber: good.mushakNumber })
  const mark = await waitFor(async () => {
    const [row] = await service.database`select * from finance.set_aside where stream = ${stream}`
    return row
  })
  expect(mark).toMatchObject({
    tenant: 'bengal',
    first_revision: '1',
    error: expect.stringContaining('InvoiceTeleported'),
  })
})

test('an event of an unknown version stops the commands on its invoice and on no other', async () => {
  const { id } = await desk.create([line('1', '100')])
  const newer = jsonEvent({
    id: randomUUID(),
    type: 'InvoiceUpdated',
    data: { brandNew: true },
    metadata: { schemaVersion: 99, tenantId: 'acme' },
  })
  const stream = invoiceStream('acme', id)
  await store.appendToStream(stream, newer, { expectedRevision: 0n })
  const unknownVersion = { code: 'EVENT_VERSION_UNKNOWN', retryable: false }
  for (const step of ['approve', 'submit'] as const)
    expect(await desk.expectError(step, { id })).toMatchObject(unknownVersion)
  expect(await desk.expectError('cancel', { id, reason: 'x' })).toMatchObject(unknownVersion)
  expect(await readEvents(store, stream)).toHaveLength(2)
  expect(await desk.issue([line('1', '100')])).toMatchObject({ mushakNumber: expect.any(String) })
})
