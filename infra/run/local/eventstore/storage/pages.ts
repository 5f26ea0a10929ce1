import type { RecordedEvent } from '../event.ts'
import type { Sql } from './connect.ts'

/** Revisions from `from` to `to`, both included; backwards when `from` is the higher. */
export type StreamPage = { stream: string; from: number; to: number; backwards: boolean; limit: number }

/** Positions from `from` to `to`, both included; only streams or types with one of the prefixes when given. */
export type AllPage = {
  from: number
  to: number
  backwards: boolean
  limit: number
  prefixes?: Prefixes | undefined
}

export type Prefixes = { of: 'stream' | 'type'; anyOf: readonly string[] }

const columns = 'position, stream, revision, event_id AS id, type, json, created, data, metadata'

export const streamPage = (sql: Sql, page: StreamPage): Promise<RecordedEvent[]> => {
  const [order, low, high] = walk(page)
  return sql.unsafe<RecordedEvent[]>(
    `SELECT ${columns} FROM eventstore.events WHERE stream = $1 AND revision BETWEEN $2 AND $3 ORDER BY revision ${order} LIMIT $4`,
    [page.stream, low, high, page.limit],
    { prepare: true },
  )
}

export const allPage = (sql: Sql, page: AllPage): Promise<RecordedEvent[]> => {
  const [order, low, high] = walk(page)
  const having = page.prefixes === undefined ? '' : `AND ${page.prefixes.of} ^@ ANY($4::text[])`
  return sql.unsafe<RecordedEvent[]>(
    `SELECT ${columns} FROM eventstore.events WHERE position BETWEEN $1 AND $2 ${having} ORDER BY position ${order} LIMIT $3`,
    [low, high, page.limit, ...(page.prefixes === undefined ? [] : [[...page.prefixes.anyOf]])],
    { prepare: true },
  )
}

const walk = ({
  from,
  to,
  backwards,
}: {
  from: number
  to: number
  backwards: boolean
}): [string, number, number] => (backwards ? ['DESC', to, from] : ['ASC', from, to])
