import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { deskOf, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
const owner = service.database
afterAll(() => service.stop())

const rows = () => owner`select * from tenant_acme_v1.invoices order by id`

const until = async <T>(found: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const value = await found()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('45 the read model deleted and filled again has the same rows', async () => {
  const issued = await Promise.all(Array.from({ length: 10 }, () => desk.issue([line('3', '333.33')])))
  const draft = await desk.create([line('1', '10')], { customerName: 'রহিম ট্রেডার্স' })
  for (const { id, revision } of [...issued, draft]) await desk.shown(id, revision)
  const before = await rows()
  expect(before).toHaveLength(11)

  await owner`delete from tenant_acme_v1.invoices`
  await owner`update finance.relay set checkpoint_commit = default, checkpoint_prepare = default`
  await service.host.invoke('relay', {}, 'RequestResponse')

  const after = await until(async () => {
    const now = await rows()
    return now.length === before.length &&
      now.every(({ revision }, index) => revision === before[index]?.revision)
      ? now
      : undefined
  })
  expect(after).toEqual(before)
})

test('47 an undecodable event is set aside with its error and does not stop the others', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const bad = await bengal.create([line('1', '10')])
  const client = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  const stream = invoiceStream('bengal', bad.id)
  await client.appendToStream(
    stream,
    jsonEvent({ id: randomUUID(), type: 'InvoiceTeleported', data: {}, metadata: { schemaVersion: 1 } }),
  )
  await client.dispose()
  const good = await bengal.issue([line('1', '10')])
  expect(await bengal.shown(good.id, good.revision)).toMatchObject({ mushakNumber: good.mushakNumber })
  const mark = await until(
    async () => (await owner`select * from finance.set_aside where stream = ${stream}`)[0],
  )
  expect(mark).toMatchObject({
    tenant: 'bengal',
    first_revision: '1',
    error: expect.stringContaining('InvoiceTeleported'),
  })
})
