import type { Sql } from '../../../postgres/connect.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'

type Options = {
  from: string
  to: string
  /** How many copies each row gets in the other tenant. */
  copies: number
  log(line: string): void
}

const rowsPerStatement = 100_000

/**
 * Copies in the order of their creation, as the projection writes rows. The indexes are made when all rows
 * are there, which takes a part of the time.
 */
export const copyInvoices = async (owner: Sql, { from, to, copies, log }: Options): Promise<void> => {
  const [source, target] = [from, to].map((tenantId) => tenantSchema({ tenantId, version: 1 })) as [
    string,
    string,
  ]
  const columns = await columnsOf(owner, target)
  const indexes = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = ${target} and tablename in ('invoices', 'invoice_search')
      and indexname not like 'PK_%'`
  for (const { name } of indexes) await owner`drop index ${owner(target)}.${owner(name)}`
  const connection = await owner.reserve()
  await connection.unsafe(orderOfCopies(source, copies)).simple()
  const [row] = await connection<{ count: number }[]>`select count(*)::int from pg_temp.copies`
  const total = row?.count ?? 0
  for (let done = 0; done < total; done += rowsPerStatement) {
    const end = Math.min(done + rowsPerStatement, total)
    await connection.unsafe(copyStatement({ source, target, columns }), [to, done, end, copies])
    log(`copied ${end} of ${total} invoices`)
  }
  await connection.unsafe('drop table pg_temp.copies')
  connection.release()
  for (const { name, definition } of indexes) {
    log(`making the index ${name}`)
    await owner.begin(async (tx) => {
      await tx`set local maintenance_work_mem = '512MB'`
      await tx.unsafe(definition)
    })
  }
  await vacuum(owner, to)
}

/** Does what autovacuum does within a minute. */
export const vacuum = async (owner: Sql, tenantId: string): Promise<void> => {
  for (const table of ['invoices', 'invoice_search'])
    await owner.unsafe(`vacuum (analyze) "${tenantSchema({ tenantId, version: 1 })}".${table}`)
}

type Columns = Record<'invoices' | 'invoice_search', readonly string[]>

const columnsOf = async (owner: Sql, schema: string): Promise<Columns> => {
  const named = async (table: string): Promise<string[]> => {
    const rows = await owner<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = ${`"${schema}".${table}`}::regclass and attnum > 0 and not attisdropped
        and attgenerated = '' order by attnum`
    return rows.map(({ name }) => name)
  }
  return { invoices: await named('invoices'), invoice_search: await named('invoice_search') }
}

/**
 * What a copy has of its own. Each copy of an invoice is a day older than the one before, and its total is
 * another: copies side by side would have the rows of a buyer or a text on a few disk pages, where those of a
 * real firm are everywhere. The rest is the original's.
 */
const ownValues: Record<string, string> = {
  createdAt: 'created_at',
  ...Object.fromEntries(['invoiceDate', 'dueDate', 'issueDate'].map((name) => [name, `"${name}" - ordinal`])),
  grandTotal: `round("grandTotal" * (0.5 + ordinal / $4::numeric), 2)`,
}

const ofCopy: Record<string, string> = {
  ...ownValues,
  id: 'copy_id::text',
  tenantId: '$1::text',
  // The year begins in July.
  fiscalYear: `concat_ws('-', extract(year from "invoiceDate" - ordinal - interval '6 months'),
    extract(year from "invoiceDate" - ordinal + interval '6 months'))`,
  invoiceNumber: '"invoiceNumber" || ordinal',
  mushakNumber: '"mushakNumber" || ordinal',
  noteNumbers: `array(select number || ordinal from unnest("noteNumbers") as number)`,
}

/** In the search, the lexeme of a whole number begins with #; its last word is the serial. */
const searchOfCopy: Record<string, string> = {
  ...ownValues,
  id: 'copy_id',
  lexemes: `ts_delete(lexemes, numbers) || array_to_tsvector(array(
    select word from unnest(numbers) as number, split_part(number, '.', -1) as serial,
      unnest(array[number || ordinal, serial || ordinal, ltrim(serial, '0') || ordinal]) as word))`,
}

/** A table of all copies with the turn of each in the order of their creation. */
const orderOfCopies = (source: string, copies: number): string => `
  create temporary table copies as
    select original_id, gen_random_uuid() as copy_id, ordinal, created_at,
      row_number() over (order by created_at, original_id) as turn
    from (
      select id as original_id, ordinal, "createdAt" - ordinal * interval '1 day' as created_at
      from "${source}".invoices, generate_series(0, ${copies - 1}) as ordinal
    ) as listed;
  create index on pg_temp.copies (turn);
  analyze pg_temp.copies`

const copyStatement = ({
  source,
  target,
  columns,
}: {
  source: string
  target: string
  columns: Columns
}): string => {
  const names = (table: keyof Columns) => columns[table].map((name) => `"${name}"`).join(', ')
  const values = (table: keyof Columns, own: Record<string, string>) =>
    columns[table].map((name) => own[name] ?? `"${name}"`).join(', ')
  return `
    with copies as materialized (select * from pg_temp.copies where turn > $2::int and turn <= $3::int),
    saved as (
      insert into "${target}".invoices (${names('invoices')})
      select ${values('invoices', ofCopy)} from copies join "${source}".invoices on id = original_id
      order by copies.turn
    )
    insert into "${target}".invoice_search (${names('invoice_search')})
    select ${values('invoice_search', searchOfCopy)}
    from copies join "${source}".invoice_search on id::text = original_id,
      lateral (select array(
        select one from unnest(tsvector_to_array(lexemes)) as one where one like '#%'
      ) as numbers) as found
    order by copies.turn`
}
