import type { Sql } from './connect.ts'

/**
 * Creates the one table when it does not exist. Names are compared by bytes (COLLATE "C"), because prefix
 * filters and unique stream names need that. Rows are never updated or deleted: truncation and soft deletion
 * are events of the metadata stream, and readers apply them.
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
