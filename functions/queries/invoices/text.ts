import type { Fragment } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'

/**
 * The condition of a text that is looked for. Three characters and more are found anywhere, by their trigrams. One or two have
 * none, so they are looked for where a word begins, which has: "ma" finds "Mannan & Co", not "Pharma". Signs alone have none
 * anywhere and are looked for row by row.
 */
export const textIs = (sql: Queries, text: string): Fragment => {
  const wanted = text.trim().toLowerCase()
  if (!isShort(wanted)) return sql`"searchText" like ${`%${escaped(wanted)}%`}`
  const first = sql`"searchText" like ${`${wanted}%`}`
  return sql`(${beforeWords.reduce((joined, sign) => sql`${joined} or "searchText" like ${`%${sign}${wanted}%`}`, first)})`
}

/** What stands before a word. The line break parts the finds of the read model's search text. */
const beforeWords = ['\n', ' ', '-', '(', '/'] as const

/** Two characters at most, each a letter, a mark of one, or a digit. */
const isShort = (wanted: string): boolean => /^[\p{L}\p{M}\p{N}]{1,2}$/u.test(wanted)

/** What the searcher wrote is no pattern. */
const escaped = (wanted: string): string => wanted.replace(/[\\%_]/g, '\\$&')
