import type { Sql } from 'postgres'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'

type Row = { id: string; revision: string; state: unknown }

/** What a life has left in the database. */
export type ReadModel = {
  invoices: readonly Row[]
  receipts: readonly Row[]
  documents: readonly string[]
  setAside: readonly { stream: string; error: string }[]
  open: readonly string[]
  /** What the triggers of the simulation saw. */
  violations: readonly string[]
}

/** Reads all in one message, because there are thousands of lives a minute. */
export const readModelOf = async (sql: Sql, tenantId: string): Promise<ReadModel> => {
  const schema = `"${tenantSchema({ tenantId, version: 1 })}"`
  const results = (await sql.unsafe(`
    select id, revision, state from ${schema}.invoices;
    select id, revision, state from ${schema}.receipts;
    select document_id as id from ${schema}.tax_documents;
    select stream, error from finance.set_aside;
    select stream from finance.open_numbers union all select stream from finance.open_receipts;
    select what from simulation.violations`)) as unknown as readonly Record<string, never>[][]
  const [invoices = [], receipts = [], documents = [], setAside = [], open = [], violations = []] = results
  return {
    ...{ invoices: invoices as unknown as Row[], receipts: receipts as unknown as Row[] },
    documents: documents.map(({ id }) => String(id)),
    setAside: setAside as unknown as ReadModel['setAside'],
    open: open.map(({ stream }) => String(stream)),
    violations: violations.map(({ what }) => String(what)),
  }
}

/**
 * Empties what a life has filled, for the next one. To truncate is slow, and to delete leaves something behind
 * each time, so the caller does it thoroughly now and then.
 */
export const emptyModel = async (sql: Sql, tenantId: string, isThorough: boolean): Promise<void> => {
  const schema = `"${tenantSchema({ tenantId, version: 1 })}"`
  const tables = [
    ...['invoices', 'invoice_search', 'receipts', 'tax_documents', 'tax_lines', 'tax_receipts'],
    'tax_open_items',
  ].map((table) => `${schema}.${table}`)
  const shared = [
    'finance.set_aside',
    'finance.open_numbers',
    'finance.open_receipts',
    'simulation.violations',
  ]
  const all = [...tables, ...shared]
  await sql.unsafe(`
    ${isThorough ? `truncate ${all.join(', ')};` : all.map((table) => `delete from ${table};`).join('\n')}
    update finance.relay set checkpoint_commit = 0, checkpoint_prepare = 0, published_commit = 0,
      published_prepare = 0, holder = null, fence = 0, lease_until = null, pokes = 0`)
}
