import { invoiceFrom, type Json } from '../../../domain/invoice/snapshot.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import type { Folded } from './fold.ts'
import { type Column, columns, type Row } from './row.ts'

/** The invoices of a tenant that the read model holds among these ids. */
export const loadRows = async (sql: Queries, tenantId: string, ids: readonly string[]): Promise<Map<string, Folded>> => {
  const rows = await sql<{ id: string; revision: string; state: Json }[]>`
    select id, revision, state from ${sql(tenantSchema(tenantId))}.invoices where id = any(${[...ids]}::text[])`
  return new Map(rows.map(({ id, revision, state }) => [id, { invoice: invoiceFrom(state), revision: Number(revision) }]))
}

/** A row to write, and the revision of the one it was folded from; -1 when there was none. */
export type Change = { row: Row; from: number }

/**
 * Writes all rows in one statement and answers the ids that it took: a row that somebody else has moved since it was loaded
 * is left as it is. In the order of their ids, so that two writers wait for each other instead of locking each other out.
 */
export const saveRows = async (sql: Queries, tenantId: string, changes: readonly Change[]): Promise<Set<string>> => {
  if (changes.length === 0) return new Set()
  const sorted = changes.toSorted((one, other) => (String(one.row.id) < String(other.row.id) ? -1 : 1))
  const values = names.map((name) => sorted.map(({ row }) => row[name]))
  const from = sorted.map((change) => String(change.from))
  const taken = await sql.unsafe<{ id: string }[]>(upsert(tenantSchema(tenantId)), [...values, from], { prepare: true })
  return new Set(taken.map(({ id }) => id))
}

const names = Object.keys(columns) as Column[]

/** One statement text a tenant whatever the number of rows, so that it is planned once. The schema's name is safe between quotes. */
const upsert = (schema: string): string => `
  insert into "${schema}".invoices as held (${list((name) => `"${name}"`)})
  select ${list((name) => `"${name}"::${columns[name]}`)}
  from unnest(${list((_, index) => `$${index}::text[]`)}) as given(${list((name) => `"${name}"`)})
  on conflict (id) do update set ${list((name) => `"${name}" = excluded."${name}"`)}
  where (held.id, held.revision) in (select * from unnest($${names.indexOf('id') + 1}::text[], $${names.length + 1}::bigint[]))
  returning id`

const list = (part: (name: Column, index: number) => string): string => names.map((name, index) => part(name, index + 1)).join(', ')
