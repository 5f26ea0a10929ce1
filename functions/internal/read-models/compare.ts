import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { type ComparedTable, comparedTables } from './compared-tables.ts'

/** A row that is not the same in both versions. Its values are not shown: they contain personal data. */
export type RowDifference = {
  table: string
  /** The columns of the key, joined by a slash. */
  key: string
  invoice: string
  /** `missing in 1`, `missing in 2`, or the columns that differ. */
  differs: string
}

/** Sums of a tenant that are not the same in both versions. */
export type FigureDifference = { table: string; of: string; one: string; other: string }

export type Compared = {
  tenant: string
  /** How many rows of each table were compared. */
  rows: Record<string, number>
  /** At most 100 of each table. */
  differences: readonly RowDifference[]
  /** How many rows differ. */
  different: number
  /** Of rows with the same events; empty while rows are behind. */
  figures: readonly FigureDifference[]
  /** Rows that one version has of fewer events, because a projection has not come to them yet. */
  behind: number
}

type Versions = { tenantId: string; one: number; other: number }

/** More are counted and not shown. */
const maxShown = 100

/**
 * Compares all rows and the sums of a tenant in two versions of the read model, in one snapshot. The database
 * compares, so that this needs no memory for the rows. Rows of invoices and receipts with different revisions
 * are counted as behind, and so is what the ledger has of them.
 */
export const compareVersions = (owner: Sql, versions: Versions): Promise<Compared> =>
  owner.begin('isolation level repeatable read, read only', async (tx) => {
    const compared: Compared = {
      ...{ tenant: versions.tenantId, rows: {}, differences: [], different: 0, figures: [] },
      behind: await countBehind(tx, versions),
    }
    for (const table of comparedTables) {
      const { rows, different, shown } = await compareTable(tx, versions, table)
      compared.rows[table.name] = rows
      compared.different += different
      compared.differences = [...compared.differences, ...shown]
      if (compared.behind === 0)
        compared.figures = [...compared.figures, ...(await compareFigures(tx, versions, table))]
    }
    return compared
  })

const schemasOf = ({ tenantId, one, other }: Versions): [string, string] => [
  `"${tenantSchema({ tenantId, version: one })}"`,
  `"${tenantSchema({ tenantId, version: other })}"`,
]

/** The ids of invoices and receipts of which the versions have different numbers of events. */
const behindOf = (versions: Versions): string => {
  const [one, other] = schemasOf(versions)
  return ['invoices', 'receipts']
    .map(
      (table) => `select id from ${one}.${table} full join ${other}.${table} as other using (id)
        where ${table}.revision is distinct from other.revision`,
    )
    .join(' union all ')
}

const countBehind = async (sql: Queries, versions: Versions): Promise<number> => {
  const [row] = await sql.unsafe<{ behind: number }[]>(
    `select count(*)::int as behind from (${behindOf(versions)}) as ids`,
  )
  return row?.behind ?? 0
}

type TableResult = { rows: number; different: number; shown: RowDifference[] }

const compareTable = async (sql: Queries, versions: Versions, table: ComparedTable): Promise<TableResult> => {
  const columns = await columnsOf(sql, versions, table)
  const [one, other] = schemasOf(versions)
  const key = table.key.map((name) => `"${name}"`).join(', ')
  const differing = columns
    .map((name) => `case when one."${name}" is distinct from other."${name}" then '${name}' end`)
    .join(', ')
  const found = await sql.unsafe<(RowDifference & { rows: string; different: string })[]>(
    `with behind as (${behindOf(versions)}), joined as materialized (
      select concat_ws('/', ${key}) as key, ${table.invoice} as invoice, case
        when one."${table.key[0]}" is null then 'missing in ${versions.one}'
        when other."${table.key[0]}" is null then 'missing in ${versions.other}'
        else concat_ws(', ', ${differing}) end as differs
      from ${table.rowsIn(one)} as one full join ${table.rowsIn(other)} as other using (${key})
      where ${table.invoice} not in (select id::text from behind)
    ), different as (select * from joined where differs <> '' order by key)
    select '${table.name}' as "table", key, invoice, differs, (select count(*) from joined) as rows,
      (select count(*) from different) as different
    from (select 1) as always left join (select * from different limit ${maxShown}) as shown on true`,
  )
  const shown = found
    .filter(({ key }) => key !== null)
    .map(({ table: name, key: id, invoice, differs }) => ({ table: name, key: id, invoice, differs }))
  return { rows: Number(found[0]?.rows ?? 0), different: Number(found[0]?.different ?? 0), shown }
}

/** The columns that both versions have, apart from the key and from times of writing. */
const columnsOf = async (sql: Queries, versions: Versions, table: ComparedTable): Promise<string[]> => {
  const schemas = schemasOf(versions).map((name) => name.slice(1, -1))
  const rows = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = any(${schemas}::text[]) and table_name = ${table.name}
      and column_name <> all(${[...table.key, 'added_at']}::text[])
    group by column_name having count(*) = 2 order by column_name`
  return rows.map(({ name }) => name)
}

const compareFigures = async (
  sql: Queries,
  versions: Versions,
  { name, figures }: ComparedTable,
): Promise<FigureDifference[]> => {
  if (figures === undefined) return []
  const [one, other] = schemasOf(versions)
  const sums = (schema: string) =>
    `select ${figures.by} as "of", ${figures.sums
      .map((sum) => `coalesce(sum(${sum}), 0)`)
      .join(` || ' ' || `)} || ' ' || count(*) as sums from ${schema}.${name} group by 1`
  const rows = await sql.unsafe<Omit<FigureDifference, 'table'>[]>(
    `select "of", one.sums as one, other.sums as other
    from (${sums(one)}) as one full join (${sums(other)}) as other using ("of")
    where one.sums is distinct from other.sums order by "of" limit ${maxShown}`,
  )
  return rows.map((row) => ({ table: name, ...row }))
}
