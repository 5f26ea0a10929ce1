import postgres, { type Sql } from 'postgres'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { time } from '../time.ts'

/** Rows of one table, as a list of texts for each column. */
type Rows = { statement: string; values: readonly (readonly (string | null)[])[] }

/** What one batch wrote, and the statements that write the same into another tenant. */
export type Written = { rowsOf(tenantId: string): readonly Rows[]; rows: number }

/** The tables that the projection writes for a tenant, and by which column it finds the rows of invoices. */
const tables = [
  { name: 'invoices', by: 'id', key: ['id'] },
  { name: 'invoice_search', by: 'id', key: ['id'] },
  { name: 'tax_documents', by: 'document_id', key: ['document_id'] },
  { name: 'tax_lines', by: 'document_id', key: ['document_id', 'line_no'] },
  { name: 'tax_receipts', by: 'invoice_id', key: ['invoice_id', 'payment_id'] },
  { name: 'tax_open_items', by: 'invoice_id', key: ['invoice_id'] },
] as const
type Table = (typeof tables)[number]

/** Columns that the projection leaves to their default. */
const defaults = ['searchText', 'filler', 'added_at']

type Column = { name: string; type: string }
type Columns = ReadonlyMap<string, readonly Column[]>

/** The plain driver on one connection: what a write costs without the service. */
export type RawWriter = {
  /** The number of the next transaction: what is written from now on has at least this number. */
  nextTransaction(): Promise<string>
  /** Reads what was written for these invoices since a transaction. */
  readWritten(tenantId: string, invoiceIds: readonly string[], since: string): Promise<Written>
  /** Writes it in one transaction; returns the milliseconds that it took. */
  write(tenantId: string, written: Written): Promise<number>
  /** The number of rows of each table of a tenant and the sum of their contents. */
  digest(tenantId: string): Promise<string>
  close(): Promise<void>
}

/** Connects as the owner of the tables. `like` is a tenant that has them. */
export const openRawWriter = async (
  environment: Record<string, string | undefined>,
  like: string,
): Promise<RawWriter> => {
  const sql = postgres({
    host: environment.DATABASE_HOST ?? '',
    port: Number(environment.DATABASE_PORT),
    database: environment.DATABASE_NAME ?? '',
    username: environment.DATABASE_USERNAME ?? '',
    password: environment.DATABASE_PASSWORD ?? '',
    max: 1,
    onnotice: () => undefined,
  })
  const columns = await readColumns(sql, tenantSchema({ tenantId: like, version: 1 }))
  return {
    nextTransaction: async () => {
      const [row] = await sql`select pg_snapshot_xmax(pg_current_snapshot())::text as next`
      return String(row?.next)
    },
    readWritten: (tenantId, invoiceIds, since) => readWritten(sql, columns, { tenantId, invoiceIds, since }),
    write: async (tenantId, written) => {
      const rows = written.rowsOf(tenantId)
      const { tookMs } = await time(() => sql.begin((tx) => rows.map((one) => send(tx, one))))
      return tookMs
    },
    digest: (tenantId) => readDigest(sql, columns, tenantId),
    close: () => sql.end(),
  }
}

const send = (tx: Pick<Sql, 'unsafe'>, { statement, values }: Rows) =>
  tx.unsafe(statement, values as never[], { prepare: true })

const readColumns = async (sql: Sql, schema: string): Promise<Columns> => {
  const rows = await sql<(Column & { table: string })[]>`
    select relname as table, attname as name, format_type(atttypid, atttypmod) as type
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = ${schema}::regnamespace and relname = any(${tables.map(({ name }) => name)})
      and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all(${defaults})
    order by relname, attnum`
  return Map.groupBy(rows, ({ table }) => table)
}

type Source = { tenantId: string; invoiceIds: readonly string[]; since: string }

const readWritten = async (
  sql: Sql,
  columns: Columns,
  { tenantId, invoiceIds, since }: Source,
): Promise<Written> => {
  const found: { table: Table; values: (string | null)[][]; rows: number }[] = []
  for (const table of tables) {
    const own = columns.get(table.name) ?? []
    const type = own.find(({ name }) => name === table.by)?.type
    const rows = await sql
      .unsafe(
        `select ${own.map(({ name }) => `"${name}"::text`).join(', ')}
        from "${tenantSchema({ tenantId, version: 1 })}".${table.name}
        where "${table.by}" = any($1::text[]::${type}[]) and xmin::text::bigint >= $2::text::bigint
        order by ${table.key.join(', ')}`,
        [[...invoiceIds], since],
      )
      .values()
    if (rows.length === 0) continue
    const values = own.map((_, index) => rows.map((row) => row[index] as string | null))
    found.push({ table, values, rows: rows.length })
  }
  return {
    rows: found.reduce((sum, { rows }) => sum + rows, 0),
    rowsOf: (target) =>
      found.map(({ table, values }) => ({
        statement: upsertInto(tenantSchema({ tenantId: target, version: 1 }), table, columns),
        values,
      })),
  }
}

const upsertInto = (schema: string, { name: table, key }: Table, columns: Columns): string => {
  const own = columns.get(table) ?? []
  const names = own.map(({ name }) => `"${name}"`)
  const isNewer = table === 'invoices' ? 'where stored.revision < excluded.revision' : ''
  return `
    insert into "${schema}".${table} as stored (${names})
    select ${own.map(({ name, type }) => `"${name}"::${type}`)}
    from unnest(${own.map((_, index) => `$${index + 1}::text[]`)}) as input(${names})
    on conflict (${key}) do update set ${names.map((name) => `${name} = excluded.${name}`)} ${isNewer}`
}

/** The name of the tenant is in its rows, so it is left out of what is compared. */
const readDigest = async (sql: Sql, columns: Columns, tenantId: string): Promise<string> => {
  const schema = tenantSchema({ tenantId, version: 1 })
  const parts: string[] = []
  for (const { name } of tables) {
    const own = (columns.get(name) ?? []).map((column) => `"${column.name}"`)
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(
        (${name === 'invoices' ? 'id, revision, state' : own})::text, 0)::numeric), 0) as digest
      from "${schema}".${name}`,
    )
    parts.push(`${name} ${row?.digest}`)
  }
  return parts.join(', ')
}
