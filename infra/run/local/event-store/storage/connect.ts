import postgres from 'postgres'

/** The PostgreSQL database in which the node keeps its events. */
export type Database = { host: string; port: number; user: string; password: string; database: string }

const bigintAsNumber = { to: 20, from: [20], parse: Number, serialize: String }

type PoolOptions = { max: number; onclose?: () => void }

/**
 * Opens at most `max` connections, on demand. Every statement of the node reads an index in its order. Scans
 * without an index are disabled because the planner chooses them while a table is empty and not yet analysed,
 * and a cached plan would keep that choice. A lost connection is opened again after 0.1 s.
 */
export const connect = ({ host, port, user, password, database }: Database, { max, onclose }: PoolOptions) =>
  postgres({
    host,
    port,
    user,
    password,
    database,
    max,
    ...(onclose === undefined ? {} : { onclose }),
    max_lifetime: null,
    connect_timeout: 5,
    backoff: () => 0.1,
    onnotice: () => undefined,
    types: { bigint: bigintAsNumber },
    connection: {
      application_name: 'eventstore-node',
      synchronous_commit: 'on',
      enable_seqscan: 'off',
      enable_bitmapscan: 'off',
      jit: 'off',
    },
  })

export type Sql = ReturnType<typeof connect>
