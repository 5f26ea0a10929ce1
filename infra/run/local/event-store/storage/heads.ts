import { type EventLocation, metastreamOf, tombstoneRevision } from '../event.ts'
import { parseMetadata, type StreamMetadata } from '../stream-metadata.ts'
import type { Sql } from './connect.ts'

/**
 * What appends to a stream depend on: its last revision and that of its metadata stream, -1 without events,
 * and the metadata.
 */
export type Head = {
  lastRevision: number
  lastMetaRevision: number
  metadata: StreamMetadata
  metadataJson: Uint8Array
}

export const emptyHead: Head = {
  lastRevision: -1,
  lastMetaRevision: -1,
  metadata: {},
  metadataJson: new Uint8Array(),
}

/** True after a hard delete: nothing can be read from the stream or written to it any more. */
export const isTombstoned = ({ lastRevision }: Head): boolean => lastRevision === tombstoneRevision

type Row = {
  stream: string
  lastRevision: number | null
  lastMetaRevision: number | null
  metadata: Uint8Array | null
}

const headsStatement = `
  SELECT wanted.stream, own.revision AS "lastRevision", meta.revision AS "lastMetaRevision",
    meta.data AS metadata
  FROM unnest($1::text[], $2::text[]) AS wanted(stream, metastream)
  LEFT JOIN LATERAL (
    SELECT revision FROM eventstore.events WHERE stream = wanted.stream
    ORDER BY revision DESC LIMIT 1
  ) own ON true
  LEFT JOIN LATERAL (
    SELECT revision, data FROM eventstore.events WHERE stream = wanted.metastream
    ORDER BY revision DESC LIMIT 1
  ) meta ON true`

/** The heads of the named streams (none of them a metadata stream), in one statement. */
export const loadHeads = async (sql: Sql, streams: readonly string[]): Promise<Map<string, Head>> => {
  const names = [[...streams], streams.map(metastreamOf)]
  const rows = await sql.unsafe<Row[]>(headsStatement, names, { prepare: true })
  return new Map(rows.map((row) => [row.stream, headOf(row)]))
}

const headOf = ({ lastRevision, lastMetaRevision, metadata }: Row): Head => {
  const json = metadata ?? emptyHead.metadataJson
  return {
    lastRevision: lastRevision ?? -1,
    lastMetaRevision: lastMetaRevision ?? -1,
    metadata: lastMetaRevision === null ? {} : parseMetadata(json),
    metadataJson: json,
  }
}

/** Both ends are included. */
export type RevisionRange = { stream: string; from: number; to: number }

export type StoredId = EventLocation & { id: string }

/** The ids of the events in the given ranges, with which a repeated append is compared. */
export const loadStoredIds = (sql: Sql, ranges: readonly RevisionRange[]): Promise<StoredId[]> =>
  sql.unsafe<StoredId[]>(
    `SELECT e.stream, e.revision, e.position, e.event_id AS id
     FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS wanted(stream, first, last)
     JOIN eventstore.events e
       ON e.stream = wanted.stream AND e.revision BETWEEN wanted.first AND wanted.last`,
    [ranges.map((range) => range.stream), ranges.map((range) => range.from), ranges.map((range) => range.to)],
    { prepare: true },
  )
