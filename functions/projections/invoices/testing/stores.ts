import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import type { MSKRecord } from 'aws-lambda'
import { closeEventStore } from '../../../../infra/event-store/client.ts'
import type { StoredEvent } from '../../../../infra/event-store/stored-event.ts'
import { connect, type Sql } from '../../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../../infra/postgres/provision.ts'
import { type EventStoreNode, startNode } from '../../../../infra/run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { rowOf } from '../../../read-model/rows/invoice-row.ts'
import { foldStream } from '../apply.ts'
import type { BatchResponse } from '../batch.ts'
import { invoiceFolding } from '../folding.ts'
import { handler } from '../handler.ts'
import { batch, type Story } from './story.ts'

let database: TestDatabase
let node: EventStoreNode

export const databaseSettings = (): TestDatabase => database
export const owner = (): Sql => connect(database.owner)
export const writer = (): Sql => connect(database.writer)
export const reader = (): Sql => connect(database.reader)
export const eventStoreAddress = (): string => node.connectionString

/** Starts both stores with three tenants for the tests of a file, and deletes the marks after each test. */
export const useStores = (): void => {
  const before = { ...process.env }
  beforeAll(async () => {
    database = await testDatabase()
    node = await startNode({ database: database.owner })
    for (const tenant of ['acme', 'bengal', 'racing']) await provisionTenant(owner(), tenant)
    const { host, port, user, password, database: name } = database.writer
    Object.assign(process.env, {
      ...{ DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: name },
      ...{ DATABASE_WRITER_USERNAME: user, DATABASE_WRITER_PASSWORD: password },
      EVENTSTORE_CONNECTION_STRING: node.connectionString,
      KAFKA_PARTIAL_BATCHES: 'true',
    })
  }, 60_000)
  afterEach(async () => {
    await writer()`delete from finance.set_aside`
  })
  afterAll(async () => {
    await closeEventStore()
    await node.stop()
    await database.drop()
    process.env = before
  }, 30_000)
}

export const nothingFailed: BatchResponse = { batchItemFailures: [] }
export const project = (records: readonly MSKRecord[]): Promise<BatchResponse> => handler(batch(records))

/** The events of a story from one revision up to another, which is excluded. */
export const part = (story: Story, from: number, to: number): StoredEvent[] => story.events.slice(from, to)

export const readRow = async ({ tenantId, id }: Story) => {
  const sql = writer()
  const [row] = await sql`select * from ${sql(`tenant_${tenantId}_v1`)}.invoices where id = ${id}`
  return row
}

/** Expects the row to be the fold of the events in the event store. */
export const expectInvoice = async (story: Story): Promise<void> => {
  const { folded } = await foldStream(invoiceFolding, story.stream)
  if (folded.state.status === 'NONE') throw new Error('The story is empty')
  const row = rowOf(folded.state, folded.revision)
  const { noteNumbers, lacksVds, lacksTds, state, shape, createdAt, updatedAt } = row
  expect(await readRow(story)).toEqual({
    ...row,
    noteNumbers: String(noteNumbers).slice(1, -1).split(',').filter(Boolean),
    lacksVds: lacksVds === 'true',
    lacksTds: lacksTds === 'true',
    createdAt: new Date(String(createdAt)).toISOString(),
    updatedAt: new Date(String(updatedAt)).toISOString(),
    searchText: null,
    shape: Number(shape),
    state: JSON.parse(String(state)),
  })
}

export const readMarks = () =>
  writer()`select stream, tenant, first_revision as revision, error from finance.set_aside order by stream`

/** Waits until a statement on this database server waits for a lock. */
export const waitForLock = async (): Promise<void> => {
  for (;;) {
    const [row] = await writer()<{ waiting: boolean }[]>`
      select exists (select from pg_locks where not granted) as waiting`
    if (row?.waiting) return
  }
}
