import { metastreamOf, type Place } from '../event.ts'
import { parseMetadata, type StreamMetadata } from '../stream-metadata.ts'
import type { Sql } from './connect.ts'

/** The state of a stream that decides about appends: its last revision and that of its metadata stream, -1 when there is none. */
export type Head = { last: number; metaLast: number; metadata: StreamMetadata; metadataJson: Uint8Array }

export const noHead: Head = { last: -1, metaLast: -1, metadata: {}, metadataJson: new Uint8Array() }

type Row = { stream: string; last: number | null; metaLast: number | null; metadata: Uint8Array | null }

/** The heads of the named streams (none of them a metadata stream), in one statement. */
export const loadHeads = async (sql: Sql, streams: readonly string[]): Promise<Map<string, Head>> => {
  const rows = await sql.unsafe<Row[]>(
    `SELECT wanted.stream, own.revision AS last, meta.revision AS "metaLast", meta.data AS metadata
     FROM unnest($1::text[], $2::text[]) AS wanted(stream, metastream)
     LEFT JOIN LATERAL (SELECT revision FROM eventstore.events WHERE stream = wanted.stream ORDER BY revision DESC LIMIT 1) own ON true
     LEFT JOIN LATERAL (SELECT revision, data FROM eventstore.events WHERE stream = wanted.metastream ORDER BY revision DESC LIMIT 1) meta ON true`,
    [[...streams], streams.map(metastreamOf)],
    { prepare: true },
  )
  return new Map(rows.map((row) => [row.stream, headOf(row)]))
}

const headOf = ({ last, metaLast, metadata }: Row): Head => {
  const json = metadata ?? noHead.metadataJson
  return {
    last: last ?? -1,
    metaLast: metaLast ?? -1,
    metadata: metaLast === null ? {} : parseMetadata(json),
    metadataJson: json,
  }
}

export type RevisionRange = { stream: string; from: number; to: number }

export type PlacedId = Place & { id: string }

/** The ids of the events in the given ranges: what a repeated append is compared with. */
export const loadIds = (sql: Sql, ranges: readonly RevisionRange[]): Promise<PlacedId[]> =>
  sql.unsafe<PlacedId[]>(
    `SELECT e.stream, e.revision, e.position, e.event_id AS id
     FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS wanted(stream, first, last)
     JOIN eventstore.events e ON e.stream = wanted.stream AND e.revision BETWEEN wanted.first AND wanted.last`,
    [ranges.map((range) => range.stream), ranges.map((range) => range.from), ranges.map((range) => range.to)],
    { prepare: true },
  )
