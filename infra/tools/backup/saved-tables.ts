import type { Queries, Sql } from '../../postgres/connect.ts'

/**
 * The tables whose rows cannot be made again from events: what invocations used, and what is still needed to
 * count each report of the last 48 hours once. docs/backup.md says why the other tables are left out.
 */
export const savedTables = ['usage', 'usage_reports', 'usage_lines'] as const
export type SavedTable = (typeof savedTables)[number]

/** Rows as JSON objects, some at a time. */
type Rows = AsyncIterable<readonly string[]>

const batchSize = 2_000

/** Runs `work`, which reads the rows of all tables as they are at one moment. */
export const readSavedTables = <Result>(
  sql: Sql,
  work: (rowsOf: (table: SavedTable) => Rows) => Promise<Result>,
): Promise<Result> =>
  sql.begin('isolation level repeatable read read only', (tx) =>
    work((table) => readTable(tx, table)),
  ) as Promise<Result>

/** A cursor, so that a table of any size needs little memory. jsonb has no line breaks in its text. */
async function* readTable(tx: Queries, table: SavedTable): AsyncGenerator<string[]> {
  await tx.unsafe(
    `declare saved no scroll cursor for select to_jsonb(saved)::text as line from finance.${table} as saved`,
  )
  for (;;) {
    const rows = await tx.unsafe<{ line: string }[]>(`fetch ${batchSize} from saved`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await tx.unsafe('close saved')
}

/** Inserts rows that `readSavedTables` has read. */
export const insertRows = async (tx: Queries, table: SavedTable, rows: Rows): Promise<void> => {
  for await (const lines of rows)
    for (let from = 0; from < lines.length; from += batchSize) {
      const batch = `[${lines.slice(from, from + batchSize).join(',')}]`
      await tx.unsafe(
        `insert into finance.${table}
          select * from jsonb_populate_recordset(null::finance.${table}, $1::text::jsonb)`,
        [batch],
      )
    }
}
