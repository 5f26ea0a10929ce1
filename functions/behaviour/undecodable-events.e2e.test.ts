import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, describe, expect, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'
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
  const ready = await fetch(`${service.url}/health/ready`)
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { details: { projection: { status: 'up', setAsideStreams: 1, oldestSetAsideAt: mark.set_aside_at } } },
  ])
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

describe('59 an event that cannot have happened', () => {
  /** Appends an event of this invoice again. */
  const appendAgain = async (id: string, type: string) => {
    const stream = invoiceStream('acme', id)
    const events = await readStored(stream)
    const copied = events.find((event) => event.type === type)
    if (!copied) throw new Error(`${stream} has no ${type}`)
    const { data, metadata } = copied
    await store.appendToStream(stream, jsonEvent({ id: randomUUID(), type, data, metadata }))
    return events.length
  }
  const readStored = async (stream: string) => {
    const events = []
    for await (const { event } of store.readStream(stream)) if (event?.isJson) events.push(event)
    return events
  }
  const issueAndReverse = async () => {
    const { id } = await desk.issue([line('1', '100')], dueToday())
    const input = { paymentId: 'p-1', amount: '10', method: 'CASH', paidOn: today() }
    await desk.run('pay', { id, input })
    return desk.run('reverse', { id, paymentId: 'p-1', reason: 'Bounced' })
  }
  const submitAndIssue = async () => {
    const { id } = await desk.create([line('1', '100')], dueToday())
    await desk.run('submit', { id })
    return desk.run('approve', { id })
  }

  test.each([
    ['the second reversal of a payment', issueAndReverse, 'PaymentReversed'],
    ['a submission after the approval', submitAndIssue, 'InvoiceSubmitted'],
    ['the second approval', submitAndIssue, 'InvoiceApproved'],
    ['the second number of a document', submitAndIssue, 'LegalNumberAssigned'],
  ])('%s stops the commands and the row of its invoice, and no other', async (_, prepare, type) => {
    const { id, revision } = await prepare()
    await desk.awaitRow(id, revision)
    const bad = await appendAgain(id, type)
    const input = { paymentId: 'p-2', amount: '10', method: 'CASH', paidOn: today() }
    for (const [step, variables] of [
      ['pay', { id, input }],
      ['cancel', { id, reason: 'x' }],
    ] as const)
      expect(await desk.expectError(step, variables)).toMatchObject({
        code: 'STREAM_DAMAGED',
        retryable: false,
      })
    expect(await readEvents(store, invoiceStream('acme', id))).toHaveLength(bad + 1)

    const good = await desk.issue([line('1', '100')])
    expect(await desk.awaitRow(good.id, good.revision)).toMatchObject({ mushakNumber: good.mushakNumber })
    const mark = await waitFor(async () => {
      const [row] = await service.database`
        select * from finance.set_aside where stream = ${invoiceStream('acme', id)}`
      return row
    })
    expect(mark).toMatchObject({
      first_revision: String(bad),
      error: expect.stringContaining('STREAM_DAMAGED'),
    })
    expect(await desk.read(id)).toMatchObject({ revision })
  })
})
