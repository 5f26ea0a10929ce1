import type { EventLocation, RecordedEvent } from '../event.ts'
import type { Sql } from './connect.ts'

/** From `from` to `to`, both included; backwards when `from` is the higher one. */
type PageRange = { from: number; to: number; backwards: boolean; limit: number }

/** `from` and `to` are revisions. */
export type StreamPageRange = PageRange & { stream: string }

/** `from` and `to` are positions. With prefixes, only events whose stream or type starts with one of them. */
export type AllPageRange = PageRange & { prefixes?: PrefixFilter | undefined }

export type PrefixFilter = { field: 'stream' | 'type'; prefixes: readonly string[] }

const columns =
  'position, stream, revision, event_id AS id, type, json, created AS "createdMs", data, metadata'

export const loadStreamPage = (sql: Sql, range: StreamPageRange): Promise<RecordedEvent[]> => {
  const [order, low, high] = orderAndBounds(range)
  return sql.unsafe<RecordedEvent[]>(
    `SELECT ${columns} FROM eventstore.events
     WHERE stream = $1 AND revision BETWEEN $2 AND $3
     ORDER BY revision ${order} LIMIT $4`,
    [range.stream, low, high, range.limit],
    { prepare: true },
  )
}

export const loadAllPage = (sql: Sql, range: AllPageRange): Promise<RecordedEvent[]> => {
  const [order, low, high] = orderAndBounds(range)
  const { prefixes: filter } = range
  const condition = filter === undefined ? '' : `AND ${filter.field} ^@ ANY($4::text[])`
  return sql.unsafe<RecordedEvent[]>(
    `SELECT ${columns} FROM eventstore.events
     WHERE position BETWEEN $1 AND $2 ${condition}
     ORDER BY position ${order} LIMIT $3`,
    [low, high, range.limit, ...(filter === undefined ? [] : [[...filter.prefixes]])],
    { prepare: true },
  )
}

export type EventReference = Pick<EventLocation, 'stream' | 'revision'>

/** The events at these places of their streams, in any order; those that do not exist are left out. */
export const loadEventsAt = (sql: Sql, references: readonly EventReference[]): Promise<RecordedEvent[]> =>
  sql.unsafe<RecordedEvent[]>(
    `SELECT ${columns}
     FROM unnest($1::text[], $2::bigint[]) AS wanted(stream, revision)
     JOIN eventstore.events USING (stream, revision)`,
    [references.map(({ stream }) => stream), references.map(({ revision }) => revision)],
    { prepare: true },
  )

const orderAndBounds = ({ from, to, backwards }: PageRange): [order: string, low: number, high: number] =>
  backwards ? ['DESC', to, from] : ['ASC', from, to]
