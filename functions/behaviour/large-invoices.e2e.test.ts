import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { deskOf, invoiceFields, line, openDesk } from './testing/desk.ts'
import { readEvents } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

const lastRevision = 9
let id: string

/** A draft of a time without a limit of its size: its creation, and updates of 0.9 MB each. */
beforeAll(async () => {
  const draft = await desk.create(Array.from({ length: 500 }, () => line('1', '1')))
  id = draft.id
  await desk.run('update', { id, input: { vehicle: 'Truck' } })
  const stream = invoiceStream('acme', id)
  const [, updated] = await readEvents(store, stream)
  const data = updated?.data as { lines: object[] }
  const actor = { id: 'u-1', role: 'admin' }
  const metadata = { tenantId: 'acme', schemaVersion: 1, actor, correlationId: 'c-1' }
  for (let revision = 2; revision <= lastRevision; revision++) {
    const lines = data.lines.map((one) => ({ ...one, description: 'ক'.repeat(460) + revision }))
    const type = 'InvoiceUpdated'
    await store.appendToStream(
      stream,
      jsonEvent({ id: randomUUID(), type, data: { ...data, lines }, metadata }),
    )
  }
}, 300_000)

const historyQuery = `query ($id: ID!, $first: Int, $after: Int) {
  invoiceHistory(id: $id, first: $first, after: $after) { revision type data hasNext }
}`
type Entry = { revision: number; hasNext: boolean }

test('38 a history of any size can be read to its end, page by page', async () => {
  const revisions: number[] = []
  let pages = 0
  for (let after: number | undefined; ; pages++) {
    const page: Entry[] = await desk.client.value(historyQuery, { id, after })
    expect(page.slice(0, -1).every(({ hasNext }) => hasNext)).toBe(true)
    revisions.push(...page.map(({ revision }) => revision))
    after = page.at(-1)?.revision
    if (!page.at(-1)?.hasNext) break
  }
  expect(revisions).toEqual(Array.from({ length: lastRevision + 1 }, (_, index) => index))
  expect(pages).toBeGreaterThan(1)
})

test('38 a page of a history has as many events as asked for, after a revision', async () => {
  const read = (variables: object): Promise<Entry[]> => desk.client.value(historyQuery, { id, ...variables })
  expect(await read({ first: 2 })).toMatchObject([
    { revision: 0, hasNext: true },
    { revision: 1, hasNext: true },
  ])
  expect(await read({ first: 1, after: lastRevision - 1 })).toMatchObject([
    { revision: lastRevision, hasNext: false },
  ])
  expect(await read({ after: lastRevision })).toEqual([])
  expect(await desk.client.value(historyQuery, { id: randomUUID(), after: 0 })).toBeNull()
  for (const [wrong, path] of [
    [{ first: 0 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ after: -1 }, 'after'],
  ] as const)
    expect(await desk.client.error(historyQuery, { id, ...wrong })).toMatchObject({
      code: 'INVALID_INPUT',
      path,
    })
})

test('38 an invoice with a long history can be read as of a time', async () => {
  const asOf = 'query ($id: ID!, $asOf: DateTime!) { invoice(id: $id, asOf: $asOf) { revision vehicle } }'
  const now = new Date().toISOString()
  expect(await desk.client.value(asOf, { id, asOf: now })).toEqual({
    revision: lastRevision,
    vehicle: 'Truck',
  })
})

test('39 lists and counts answer whatever the size of the invoices in them', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const large = Array.from({ length: 130 }, () => line('1', '1', { description: 'ক'.repeat(500) }))
  const ids: string[] = []
  for (let count = 0; count < 22; count++) ids.push((await bengal.create(large)).id)
  // One after another, because each look loads a whole large invoice.
  for (const one of ids) await bengal.awaitRow(one, 0)

  const query = `query ($after: String) {
    invoices(after: $after) {
      totalCount nodes { ${invoiceFields} } edges { node { lineItems { description } } }
      pageInfo { hasNextPage endCursor }
    }
  }`
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await bengal.client.value(query, { after })
    expect(page.totalCount).toBe(22)
    found.push(...page.nodes.map((node: { id: string }) => node.id))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  expect(found).toEqual(ids.reverse())

  const narrow = await bengal.client.value(
    '{ invoices { totalCount nodes { id } pageInfo { hasNextPage } } }',
  )
  expect(narrow.nodes).toHaveLength(20)
  expect(narrow.pageInfo.hasNextPage).toBe(true)
  const backwards = '{ invoices(last: 20) { nodes { lineItems { id } } pageInfo { hasPreviousPage } } }'
  const last = await bengal.client.value(backwards)
  expect(last.nodes.length).toBeGreaterThan(0)
  expect(last.pageInfo.hasPreviousPage).toBe(true)
}, 300_000)
