import { invoiceFrom } from '../../../domain/invoice/snapshot.ts'
import type { ExistingInvoice, Invoice } from '../../../domain/invoice/state.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type TenantScope, tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { lexemesOf } from '../search/lexemes.ts'
import { type Column, columns, type Row, rowOf } from './invoice-row.ts'
import { type LoadedRows, loadStates } from './load-states.ts'

/** Loads what the rows with these ids have of their invoices. */
export const loadRows = (
  sql: Queries,
  scope: TenantScope | undefined,
  ids: readonly string[],
): Promise<LoadedRows<Invoice>> => loadStates(sql, { name: 'invoices', stateFrom: invoiceFrom }, scope, ids)

/** A row to save, its lexemes, and the revision of the row that it was folded from; -1 without such a row. */
export type Change = { row: Row; lexemes: readonly string[]; from: number }

export const changeOf = (invoice: ExistingInvoice, revision: number, from: number): Change => ({
  row: rowOf(invoice, revision),
  lexemes: lexemesOf(invoice),
  from,
})

/**
 * Saves all rows in one statement and returns the ids that were saved. A row that another writer changed
 * after it was loaded is not saved. Rows are written in the order of their ids, so that two writers wait for
 * each other without a deadlock.
 */
export const saveRows = async (
  sql: Queries,
  scope: TenantScope,
  changes: readonly Change[],
): Promise<Set<string>> => {
  if (changes.length === 0) return new Set()
  const sorted = changes.toSorted((one, other) => (String(one.row.id) < String(other.row.id) ? -1 : 1))
  const values = names.map((name) => sorted.map(({ row }) => row[name]))
  const from = sorted.map((change) => String(change.from))
  const lexemes = sorted.map((change) => change.lexemes.join(' '))
  const statement = upsert(tenantSchema(scope))
  const saved = await sql.unsafe<{ id: string }[]>(statement, [...values, from, lexemes], { prepare: true })
  return new Set(saved.map(({ id }) => id))
}

const names = Object.keys(columns) as Column[]

/** The columns by which a search filters and sorts. The table of the search has a copy of them. */
export const searchColumns = [
  'createdAt',
  'invoiceDate',
  'dueDate',
  'issueDate',
  'grandTotal',
  'status',
  'place',
  'lacksVds',
  'lacksTds',
] as const satisfies readonly Column[]

/**
 * The same text for a tenant whatever the number of rows, so that PostgreSQL plans it once. The schema's name
 * is safe in quotes. Lexemes that do not change keep their stored value, so that a payment does not write to
 * the index of the search.
 */
const upsert = (schema: string): string => `
  with input as (
    select ${list((name) => `"${name}"::${columns[name]}`)}, loaded_revision::bigint, lexemes
    from unnest(${list((_, ordinal) => `$${ordinal}::text[]`)},
      $${names.length + 1}::text[], $${names.length + 2}::text[])
      as input(${list(quote)}, loaded_revision, lexemes)
  ), saved as (
    insert into "${schema}".invoices as stored (${list(quote)}) select ${list(quote)} from input
    on conflict (id) do update set ${list(assign)}
    where (stored.id, stored.revision) in (select id, loaded_revision from input)
    returning id
  )
  insert into "${schema}".invoice_search as stored (id, lexemes, ${list(quote, searchColumns)})
  select id::uuid, array_to_tsvector(string_to_array(lexemes, ' ')), ${list(quote, searchColumns)}
  from input join saved using (id)
  on conflict (id) do update set ${list(assign, searchColumns)},
    lexemes = case when stored.lexemes = excluded.lexemes then stored.lexemes else excluded.lexemes end
  returning id::text`

const quote = (name: Column): string => `"${name}"`
const assign = (name: Column): string => `"${name}" = excluded."${name}"`

/** The columns of a statement, each made from its name and its ordinal, which begins at 1. */
const list = (part: (name: Column, ordinal: number) => string, columns: readonly Column[] = names): string =>
  columns.map((name, index) => part(name, index + 1)).join(', ')
