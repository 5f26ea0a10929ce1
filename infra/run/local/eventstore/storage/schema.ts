import type { Sql } from './connect.ts'

/**
 * One table. Names compare by bytes (COLLATE "C"), which is what prefix filters and unique streams mean. Nothing is ever
 * updated or removed: truncation and soft deletion are events of the metadata stream, honoured by the reader.
 */
export const createSchema = async (sql: Sql): Promise<void> => {
  await sql.unsafe(`
    CREATE SCHEMA IF NOT EXISTS eventstore;
    CREATE TABLE IF NOT EXISTS eventstore.events (
      position bigint PRIMARY KEY,
      stream text COLLATE "C" NOT NULL,
      revision bigint NOT NULL,
      event_id uuid NOT NULL,
      type text COLLATE "C" NOT NULL,
      json boolean NOT NULL,
      created bigint NOT NULL,
      data bytea NOT NULL,
      metadata bytea NOT NULL,
      CONSTRAINT events_stream_revision UNIQUE (stream, revision)
    );`)
}
