import postgres from 'postgres'

/** Where the node keeps its events. */
export type Database = { host: string; port: number; user: string; password: string; database: string }

const bigintAsNumber = { to: 20, from: [20], parse: Number, serialize: String }

type Session = { max: number; onclose?: () => void }

/**
 * Every statement of the node walks an index in its order; an empty table that nobody has analysed yet makes the planner
 * guess otherwise, and a cached plan would keep the guess. Losing the connection is answered by trying again at once.
 */
export const connect = ({ host, port, user, password, database }: Database, { max, onclose }: Session) =>
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
