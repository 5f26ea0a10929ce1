import type { Sql } from '../../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../../infra/postgres/provision.ts'
import { sampleInvoices } from '../../../../infra/tools/bench/sample-invoices.ts'
import { type Column, columns } from '../../../read-model/rows/invoice-row.ts'
import { type Change, changeOf, saveRows, searchColumns } from '../../../read-model/rows/invoice-table.ts'

/** Each sample invoice is used for several rows: equal rows cost as much to read as different ones. */
const sampleCount = 10_000
const copiesOfEach = 10

/** Provisions the tenant and fills its read model with 100,000 invoices of the years up to `today`. */
export const fillTable = async (
  owner: Sql,
  { tenantId, today }: { tenantId: string; today: string },
): Promise<void> => {
  const schema = `tenant_${tenantId}_v1`
  await provisionTenant(owner, tenantId)
  const indexes = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = ${schema} and indexname not like 'PK_%'`
  for (const { name } of indexes) await owner`drop index ${owner(schema)}.${owner(name)}`
  let changes: Change[] = []
  let sampled = 0
  for (const { invoice, events } of sampleInvoices({
    tenantId,
    count: sampleCount,
    until: `${today}T06:00:00.000Z`,
  })) {
    const change = withFoundColumns(changeOf(invoice, events.length - 1, -1), sampled++)
    changes.push(change)
    if (changes.length < 100) continue
    await saveRows(owner, { tenantId, version: 1 }, changes)
    const ids = changes.map(({ row }) => String(row.id))
    await owner.unsafe(copyRows(schema), [ids])
    changes = []
  }
  await Promise.all(indexes.map(({ definition }) => owner.unsafe(definition)))
  await vacuum(owner, schema)
}

/**
 * Does what autovacuum does within a minute. While autovacuum analyzes a table, rows that are newer than its
 * snapshot are not yet visible to all, and their pages are left out; so it is repeated until none is. Scans
 * of an index would look up the rows of such a page one by one.
 */
export const vacuum = async (owner: Sql, schema: string): Promise<void> => {
  for (const table of ['invoices', 'invoice_search']) {
    const name = `"${schema}".${table}`
    do await owner.unsafe(`vacuum (analyze) ${name}`)
    while (!(await isAllVisible(owner, name)))
  }
}

const isAllVisible = async (owner: Sql, name: string): Promise<boolean> => {
  const [row] = await owner<{ visible: boolean }[]>`
    select relallvisible = relpages as visible from pg_class where oid = ${name}::text::regclass`
  return row?.visible === true
}

/**
 * The change with a place, a note and lacking certificates, which the samples do not have: one row in ten is
 * of another place, one in ten has a note, one in seven lacks a certificate of VDS, and one in 500 one of
 * TDS.
 */
const withFoundColumns = (change: Change, index: number): Change => ({
  ...change,
  row: {
    ...change.row,
    place: index % 10 === 3 ? 'CTG' : 'MAIN',
    noteNumbers: index % 10 === 5 ? `{MUSHAK-6.7-2024-10-${String(index).padStart(6, '0')}}` : '{}',
    lacksVds: String(index % 7 === 0),
    lacksTds: String(index % 500 === 0),
  },
})

/** What a copy has of its own; it is created some seconds after its original. The rest is the original's. */
const ofCopy: Partial<Record<Column, string>> = {
  id: 'copy_id::text',
  createdAt: `"createdAt" + ordinal * interval '1 second'`,
  invoiceNumber: '"invoiceNumber" || ordinal',
  mushakNumber: '"mushakNumber" || ordinal',
  noteNumbers: `array(select number || ordinal from unnest("noteNumbers") as number)`,
}

/**
 * The statement that makes the copies of rows and of what a search finds them by, in the order of their ids,
 * as the projection writes. The lexeme of a whole number begins with #; its last word is the serial. The
 * database makes copies in a tenth of the time in which this process can send them.
 */
const copyRows = (schema: string): string => {
  const own = Object.keys(columns).map((name) => ofCopy[name as Column] ?? `"${name}"`)
  const searched = searchColumns.map((name) => `"${name}"`).join(', ')
  return `
    with copies as materialized (
      select id as original_id, gen_random_uuid() as copy_id, ordinal
      from unnest($1::text[]) as id, generate_series(1, ${copiesOfEach - 1}) as ordinal
      order by copy_id
    ), saved as (
      insert into "${schema}".invoices (${Object.keys(columns).map((name) => `"${name}"`)})
      select ${own.join(', ')} from copies join "${schema}".invoices on id = original_id order by copy_id
      returning id, ${searched}
    ), originals as materialized (
      select id::text as original_id, lexemes,
        array(select one from unnest(tsvector_to_array(lexemes)) as one where one like '#%') as numbers
      from "${schema}".invoice_search where id = any($1::uuid[])
    )
    insert into "${schema}".invoice_search (id, lexemes, ${searched})
    select copy_id, ts_delete(lexemes, numbers) || array_to_tsvector(array(
      select word from unnest(numbers) as number, split_part(number, '.', -1) as serial,
        unnest(array[number || ordinal, serial || ordinal, ltrim(serial, '0') || ordinal]) as word
    )), ${searched}
    from copies join originals using (original_id) join saved on saved.id = copy_id::text
    order by copy_id`
}
