import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { fold } from '../../../../domain/event/aggregate.ts'
import { invoices } from '../../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../../domain/invoice/events.ts'
import { connect, type Queries, type Sql } from '../../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../../infra/postgres/provision.ts'
import { asTenant } from '../../../../infra/postgres/tenant-schema.ts'
import { insertInvoiceRow } from '../../../../infra/postgres/testing/invoice-row.ts'
import { databaseVariables } from '../../../../infra/run/local/postgres/database-variables.ts'
import { asSuperuser as runAsSuperuser } from '../../../../infra/run/local/postgres/local-database.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { eventsOf } from '../../../projections/invoices/testing/story.ts'
import { addToLedger } from '../add-to-ledger.ts'

let database: TestDatabase

/**
 * Starts a database with the tenants acme and bengal, where the ledger of acme is empty before each test of a
 * file, unless it `keeps` its rows. Functions that a test calls use this database.
 */
export const useLedger = ({ keeps = false } = {}): void => {
  const before = { ...process.env }
  beforeAll(async () => {
    database = await testDatabase()
    for (const tenant of ['acme', 'bengal']) await provisionTenant(connect(database.owner), tenant)
    Object.assign(process.env, databaseVariables(database))
  }, 60_000)
  if (!keeps) beforeEach(emptyLedger)
  afterAll(async () => {
    await database.drop()
    process.env = before
  })
}

/** Filling a table takes longer than a query may. */
export const ownerOfLedger = (): Sql => connect({ ...database.owner, statementTimeoutMs: 300_000 })

/** Runs SQL as the superuser of the server. */
export const asSuperuser = <Value>(work: (sql: Sql) => Promise<Value>): Promise<Value> =>
  runAsSuperuser(database.server, work)

/** Runs SQL on the tables of acme as the writer. */
export const changeLedger = (sql: string): Promise<unknown> =>
  connect(database.writer).begin((tx) =>
    tx.unsafe('set local search_path = tenant_acme_v1').then(() => tx.unsafe(sql)),
  )

/** Adds the row of an invoice that waits to be folded again: its shape is older than all. */
export const addWaitingRow = (): Promise<void> =>
  insertInvoiceRow(connect(database.writer), 'acme', randomUUID())

export const emptyLedger = async (): Promise<void> => {
  for (const table of ['tax_documents', 'tax_lines', 'tax_receipts', 'tax_open_items'])
    await connect(database.writer).unsafe(`delete from tenant_acme_v1.${table}`)
}

/** Adds invoices to the ledger, or what has come to those with these ids, and returns their events. */
export const addInvoices = async (
  all: readonly (readonly InvoiceEvent[])[],
  ids: readonly string[] = [],
): Promise<InvoiceEvent[][]> => {
  const own = all.map((events, index) =>
    eventsOf(events, { id: ids[index] ?? randomUUID(), tenantId: 'acme' }),
  )
  const changes = own.map((events) => ({
    stream: '',
    loaded: { state: undefined, revision: -1 },
    folded: { state: fold(invoices, events), revision: events.length - 1 },
  }))
  await addToLedger(connect(database.writer), { tenantId: 'acme', version: 1 }, changes)
  return own
}

/** Reads as the tenant. */
export const asAcme = <Value>(work: (sql: Queries) => Promise<Value>): Promise<Value> =>
  asTenant(connect(database.reader), { tenantId: 'acme' }, work)
