import { streamedLimitBytes } from '../../../infra/lambda/payload.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type Column, headerLine, lines } from './csv.ts'
import { tooLarge } from './report-error.ts'

/** The parts of a file, in order. The first part is made from the first rows. */
export type CsvFile = (sql: Queries) => AsyncGenerator<string>

type Content<Row> = {
  columns: readonly Column<Row>[]
  /** Returns the rows after one, or the first rows; fewer than the limit are the last. */
  read(sql: Queries, page: Readonly<{ after: Row | null; limit: number }>): Promise<readonly Row[]>
  /** How many rows are read at once, and so how many are in memory. */
  rowsOfPage?: number
  /** Counts the rows, up to the limit. It is left out where they are few. */
  count?(sql: Queries, limit: number): Promise<number>
}

/** How many rows are written at once, while nothing else runs: 5 ms. 500 of the longest rows are 2 MB. */
export const rowsOfPart = 500

/** Excel takes a file without it for one of the code page of its country, and shows no Bangla. */
const byteOrderMark = '\ufeff'

/**
 * Makes a file from its columns and its rows, which are read page by page in one transaction.
 * @throws HttpError when the file would be larger than what can be sent (400)
 */
export const csvFile = <Row>(content: Content<Row>): CsvFile => {
  const { columns, read, rowsOfPage = rowsOfPart } = content
  return async function* (sql) {
    let after: Row | null = null
    let heading = byteOrderMark + headerLine(columns)
    do {
      const page: readonly Row[] = await read(sql, { after, limit: rowsOfPage })
      const isLast = page.length < rowsOfPage
      if (heading !== '' && !isLast) await requireSendable(sql, content, page.slice(0, rowsOfPart))
      for (let from = 0; from < page.length || heading !== ''; from += rowsOfPart) {
        yield heading + lines(columns, page.slice(from, from + rowsOfPart))
        heading = ''
      }
      after = isLast ? null : (page.at(-1) ?? null)
    } while (after !== null)
  }
}

/** Takes the first rows for rows as long as the others. */
const requireSendable = async <Row>(
  sql: Queries,
  { columns, count }: Content<Row>,
  rows: readonly Row[],
): Promise<void> => {
  const bytesOfRow = Buffer.byteLength(lines(columns, rows)) / rows.length
  const maxRows = Math.ceil(streamedLimitBytes / bytesOfRow)
  const found = (await count?.(sql, maxRows + 1)) ?? 0
  if (found > maxRows) throw tooLarge()
}
