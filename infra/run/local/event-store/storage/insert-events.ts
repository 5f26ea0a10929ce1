import type { RecordedEvent } from '../event.ts'
import type { Sql } from './connect.ts'

/**
 * One statement, so one transaction and one round trip. The WHERE clause compares the mark of the writer's
 * session: when PostgreSQL or the driver has replaced the connection unnoticed, the new one has no mark,
 * inserts nothing, and the row count shows it.
 */
const statement = `
  INSERT INTO eventstore.events (position, stream, revision, event_id, type, json, created, data, metadata)
  SELECT * FROM unnest(
    $1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[],
    $6::boolean[], $7::bigint[], $8::bytea[], $9::bytea[]
  )
  WHERE current_setting('eventstore.writer', true) = $10::text`

/**
 * Returns how many rows were inserted: all of them, or none because the session is no longer the writer's.
 */
export const insertEvents = async (
  sql: Sql,
  sessionMark: string,
  events: readonly RecordedEvent[],
): Promise<number> => {
  const column = (value: (event: RecordedEvent) => string): string => `{${events.map(value).join(',')}}`
  const result = await sql.unsafe(
    statement,
    [
      column((event) => String(event.position)),
      column((event) => quote(event.stream)),
      column((event) => String(event.revision)),
      column((event) => event.id),
      column((event) => quote(event.type)),
      column((event) => (event.json ? 't' : 'f')),
      column((event) => String(event.createdMs)),
      column((event) => hex(event.data)),
      column((event) => hex(event.metadata)),
      sessionMark,
    ],
    { prepare: true },
  )
  return result.count
}

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const hex = (bytes: Uint8Array): string =>
  `"\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}"`
