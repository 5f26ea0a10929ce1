import postgres, { type ISql, type ReservedSql, type Sql } from 'postgres'
import { heldConnections } from './held-connections.ts'
import { translating } from './translating.ts'

export type { Sql }
/** What a query may be asked of: a pool, a transaction or a reserved connection. */
export type Queries = ISql

export type ConnectionSettings = {
  host: string
  port: number
  user: string
  password: string
  database: string
  ssl?: boolean | undefined
  /** PEM of the authority that signed the server's certificate. Without it the system's authorities are asked. */
  sslCa?: string | undefined
  /** Connections at most default 20. */
  max?: number | undefined
  /** Shown in pg_stat_activity. */
  applicationName?: string | undefined
  /** Milliseconds after which the server gives a statement up; 0 = never. Default 15,000. */
  statementTimeoutMs?: number | undefined
}

/** Also how long a caller waits while all connections are in use. */
const connectTimeoutSeconds = 5

const pools = new Map<string, Sql>()

/**
 * A pool for these settings: one a process, so that the functions of one host share it. numeric, bigint, date and timestamps
 * are strings in both directions (timestamps ISO 8601 in UTC), never floats or JavaScript dates. Failures of the connection
 * or the server are StoreUnavailable. Connects at the first query.
 */
export const connect = (settings: ConnectionSettings): Sql => {
  const key = JSON.stringify(Object.entries(settings).sort())
  const known = pools.get(key)
  if (known !== undefined) return known
  const limits = {
    max: settings.max ?? 20,
    lifetimeMs: 15 * 60_000,
    patienceMs: connectTimeoutSeconds * 1000,
  }
  const connections = heldConnections((onclose) => opened(settings, onclose), limits)
  const pool = translating(opened(settings), connections)
  pools.set(key, pool)
  return pool
}

/** Ends all pools of this process: what runs is finished first, for at most 5 seconds. */
export const closeConnections = async (): Promise<void> => {
  const open = [...pools.values()]
  pools.clear()
  await Promise.all(open.map((pool) => pool.end({ timeout: 5 })))
}

const opened = (
  { host, port, user, password, database, statementTimeoutMs = 15_000, ...rest }: ConnectionSettings,
  onclose?: () => void,
): Sql =>
  postgres({
    ...{ host, port, user, password, database },
    ssl:
      rest.ssl === true
        ? { rejectUnauthorized: true, ...(rest.sslCa === undefined ? {} : { ca: rest.sslCa }) }
        : false,
    max: 1,
    max_lifetime: null,
    ...(onclose === undefined ? {} : { onclose }),
    connect_timeout: connectTimeoutSeconds,
    idle_timeout: 60,
    onnotice: () => undefined,
    connection: {
      application_name: rest.applicationName ?? 'finance-service',
      TimeZone: 'UTC',
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 60_000,
    },
    types: {
      date: asText(1082, (text) => text),
      timestamp: asText(1114, (text) => text.replace(' ', 'T')),
      timestamptz: asText(1184, (text) => text.replace(' ', 'T').replace(/\+00$/, 'Z')),
    },
  }) as unknown as Sql

const asText = (oid: number, parse: (text: string) => string) => ({
  to: oid,
  from: [oid],
  serialize: (text: string) => text,
  parse,
})

export type Reserved = ReservedSql
