import type { RecordedEvent } from '../event.ts'
import type { Sql } from './connect.ts'

/**
 * One statement is one transaction and one round trip. The session's own mark guards it: a connection that PostgreSQL or
 * the driver replaced behind our back has no mark, writes nothing and is noticed by the count.
 */
const statement = `
  INSERT INTO eventstore.events (position, stream, revision, event_id, type, json, created, data, metadata)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::boolean[], $7::bigint[], $8::bytea[], $9::bytea[])
  WHERE current_setting('eventstore.writer', true) = $10::text`

/** Answers how many were written: all of them, or none because the session is no longer the writer's. */
export const insertEvents = async (
  sql: Sql,
  mark: string,
  events: readonly RecordedEvent[],
): Promise<number> => {
  const column = (value: (event: RecordedEvent) => string): string => `{${events.map(value).join(',')}}`
  const result = await sql.unsafe(
    statement,
    [
      column((event) => String(event.position)),
      column((event) => quoted(event.stream)),
      column((event) => String(event.revision)),
      column((event) => event.id),
      column((event) => quoted(event.type)),
      column((event) => (event.json ? 't' : 'f')),
      column((event) => String(event.created)),
      column((event) => hex(event.data)),
      column((event) => hex(event.metadata)),
      mark,
    ],
    { prepare: true },
  )
  return result.count
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const hex = (bytes: Uint8Array): string =>
  `"\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}"`
