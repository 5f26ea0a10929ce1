import { invoiceFrom, type Json } from '../../../domain/invoice/snapshot.ts'
import type { ExistingInvoice, Invoice } from '../../../domain/invoice/state.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { lexemesOf } from '../search/lexemes.ts'
import { type Column, columns, type Row, rowOf } from './row.ts'

/** An invoice as it stands after the event of that revision. */
export type Folded = { invoice: Invoice; revision: number }

/** The invoices of a tenant that the read model holds among these ids. */
export const loadRows = async (
  sql: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, Folded>> => {
  const rows = await sql<{ id: string; revision: string; state: Json }[]>`
    select id, revision, state from ${sql(tenantSchema(tenantId))}.invoices where id = any(${[...ids]}::text[])`
  return new Map(
    rows.map(({ id, revision, state }) => [id, { invoice: invoiceFrom(state), revision: Number(revision) }]),
  )
}

/** A row to write, what it is found by, and the revision of the one it was folded from; -1 when there was none. */
export type Change = { row: Row; lexemes: readonly string[]; from: number }

export const changeOf = (invoice: ExistingInvoice, revision: number, from: number): Change => ({
  row: rowOf(invoice, revision),
  lexemes: lexemesOf(invoice),
  from,
})

/**
 * Writes all rows in one statement and answers the ids that it took: a row that somebody else has moved since it was loaded
 * is left as it is. In the order of their ids, so that two writers wait for each other instead of locking each other out.
 */
export const saveRows = async (
  sql: Queries,
  tenantId: string,
  changes: readonly Change[],
): Promise<Set<string>> => {
  if (changes.length === 0) return new Set()
  const sorted = changes.toSorted((one, other) => (String(one.row.id) < String(other.row.id) ? -1 : 1))
  const values = names.map((name) => sorted.map(({ row }) => row[name]))
  const from = sorted.map((change) => String(change.from))
  const lexemes = sorted.map((change) => change.lexemes.join(' '))
  const taken = await sql.unsafe<{ id: string }[]>(
    upsert(tenantSchema(tenantId)),
    [...values, from, lexemes],
    { prepare: true },
  )
  return new Set(taken.map(({ id }) => id))
}

const names = Object.keys(columns) as Column[]

/** What a search filters and sorts by, beside what it looks for. */
const searched = [
  'createdAt',
  'invoiceDate',
  'dueDate',
  'issueDate',
  'grandTotal',
  'status',
] as const satisfies readonly Column[]

/**
 * One statement text a tenant whatever the number of rows, so that it is planned once. The schema's name is safe between quotes.
 * Lexemes that stay as they are keep their place, so that a payment costs nothing in the index of the search.
 */
const upsert = (schema: string): string => `
  with given as (
    select ${list((name) => `"${name}"::${columns[name]}`)}, held_revision::bigint, lexemes
    from unnest(${list((_, index) => `$${index}::text[]`)}, $${names.length + 1}::text[], $${names.length + 2}::text[])
      as given(${list(quoted)}, held_revision, lexemes)
  ), taken as (
    insert into "${schema}".invoices as held (${list(quoted)}) select ${list(quoted)} from given
    on conflict (id) do update set ${list(replaced)}
    where (held.id, held.revision) in (select id, held_revision from given)
    returning id
  )
  insert into "${schema}".invoice_search as held (id, lexemes, ${list(quoted, searched)})
  select id::uuid, array_to_tsvector(string_to_array(lexemes, ' ')), ${list(quoted, searched)} from given join taken using (id)
  on conflict (id) do update set ${list(replaced, searched)}, filler = default,
    lexemes = case when held.lexemes = excluded.lexemes then held.lexemes else excluded.lexemes end
  returning id::text`

const quoted = (name: Column): string => `"${name}"`
const replaced = (name: Column): string => `"${name}" = excluded."${name}"`

/** Columns in a statement, each by its name and its place from 1 on. */
const list = (part: (name: Column, place: number) => string, columns: readonly Column[] = names): string =>
  columns.map((name, index) => part(name, index + 1)).join(', ')
