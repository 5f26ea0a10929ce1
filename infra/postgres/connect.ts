import { connect as connectSocket, isIP, type Socket } from 'node:net'
import postgres, { type ISql, type ReservedSql, type Sql } from 'postgres'
import { maxIdleMs } from '../process/time-left.ts'
import { connectionPool, type Driver } from './connection-pool.ts'
import { surviveTypeQuery } from './driver-query.ts'
import { pooledSql } from './pooled-sql.ts'
import { type CredentialSource, type Credentials, poolWithRenewedCredentials } from './renewed-credentials.ts'

export type { Sql }
/** What can run a query: a pool, a transaction or a reserved connection. */
export type Queries = ISql
export type ReservedConnection = ReservedSql

export type ConnectionOptions = {
  /** Default 20. */
  maxConnections?: number | undefined
  /** Shown in pg_stat_activity. */
  applicationName?: string | undefined
  /** The server cancels a statement after this time; 0 = never. Default 15,000. */
  statementTimeoutMs?: number | undefined
}

export type ServerSettings = ConnectionOptions & {
  host: string
  port: number
  database: string
  ssl?: boolean | undefined
  /** PEM of the authority that signed the server's certificate. Default: the authorities of the system. */
  sslCa?: string | undefined
}

export type ConnectionSettings = ServerSettings & Credentials

/** Also how long a caller waits while all connections are in use. */
const connectTimeoutSeconds = 5
const defaultMaxConnections = 20
const connectionLifetimeMs = 15 * 60_000
const defaultStatementTimeoutMs = 15_000
const idleInTransactionTimeoutMs = 60_000

const pools = new Map<string, Sql>()

/**
 * Returns the pool for these settings. There is one in a process, so that the functions of one host share it.
 * It connects at the first query. numeric, bigint, date and timestamps are strings in both directions
 * (timestamps ISO 8601 in UTC), never floats or JavaScript dates. Errors of the connection or the server are
 * StoreUnavailable.
 */
export const connect = (settings: ConnectionSettings): Sql =>
  sharedPool(keyOf(settings), () =>
    pooledSql(
      openDriver(settings).sql,
      connectionPool((onclose) => openDriver(settings, onclose), limitsOf(settings)),
    ),
  )

/** Like `connect`, for credentials that may change while the process runs. */
export const connectWithRenewedCredentials = (settings: ServerSettings, source: CredentialSource): Sql =>
  sharedPool(`${source.name} ${keyOf(settings)}`, () => {
    const open = (credentials: Credentials, onclose?: () => void) =>
      openDriver({ ...settings, ...credentials }, onclose)
    const pool = poolWithRenewedCredentials(source, open, limitsOf(settings))
    return pooledSql(open({ user: '', password: '' }).sql, pool)
  })

/** Every setting, by the compiler: two pools with one key would be one. */
const settingNames = Object.keys({
  ...{ host: true, port: true, database: true, ssl: true, sslCa: true, user: true, password: true },
  ...{ maxConnections: true, applicationName: true, statementTimeoutMs: true },
} satisfies Record<keyof ConnectionSettings, true>) as (keyof ConnectionSettings)[]

/** Made for every query, so without sorting the settings that there are. */
const keyOf = (settings: ServerSettings & Partial<Credentials>): string =>
  JSON.stringify(settingNames.map((name) => settings[name]))

const sharedPool = (key: string, open: () => Sql): Sql => {
  const pool = pools.get(key) ?? open()
  pools.set(key, pool)
  return pool
}

const limitsOf = ({ maxConnections = defaultMaxConnections }: ConnectionOptions) => ({
  maxConnections,
  lifetimeMs: connectionLifetimeMs,
  maxIdleMs,
  acquireTimeoutMs: connectTimeoutSeconds * 1000,
})

/** Closes all pools of this process. Running queries have 5 seconds to finish. */
export const closeConnections = async (): Promise<void> => {
  const open = [...pools.values()]
  pools.clear()
  await Promise.all(open.map((pool) => pool.end({ timeout: 5 })))
}

/**
 * A driver with one connection, which it opens at its first query. It gets its socket from here, because it
 * does not say what it knows of its own: the end of a connection is read first, and closes it turns later.
 */
const openDriver = (settings: ConnectionSettings, onclose?: () => void): Driver => {
  const { host, port } = settings
  let socket: Socket | undefined
  const openSocket = (): Socket => {
    socket = connectSocket(port, host)
    return socket
  }
  const hasEnded = () => socket !== undefined && (socket.readableEnded || socket.destroyed)
  return { sql: driverOf(settings, openSocket, onclose), hasEnded }
}

const driverOf = (
  settings: ConnectionSettings,
  openSocket: () => Socket,
  onclose: (() => void) | undefined,
): Sql => {
  const { host, port, user, password, database } = settings
  const driver = postgres({
    ...{ host, port, user, password, database, socket: openSocket },
    ssl: tlsOptions(settings),
    max: 1,
    max_lifetime: null,
    ...(onclose === undefined ? {} : { onclose }),
    connect_timeout: connectTimeoutSeconds,
    // Also the driver's own limit: the first of both that notices closes the connection.
    idle_timeout: maxIdleMs / 1000,
    onnotice: () => undefined,
    connection: {
      application_name: settings.applicationName ?? 'finance-service',
      TimeZone: 'UTC',
      statement_timeout: settings.statementTimeoutMs ?? defaultStatementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    },
    types: {
      date: textType(1082, (text) => text),
      timestamp: textType(1114, (text) => text.replace(' ', 'T')),
      timestamptz: textType(1184, instantOf),
    },
  }) as unknown as Sql
  surviveTypeQuery(driver)
  return driver
}

/**
 * The driver does not know the host of a socket that it is given. `servername` asks the server for its
 * certificate, and must not be an address; with `host` the certificate of an address is checked too.
 */
const tlsOptions = ({ host, ssl, sslCa }: ConnectionSettings) =>
  ssl === true
    ? {
        host,
        ...(isIP(host) ? {} : { servername: host }),
        rejectUnauthorized: true,
        ...(sslCa === undefined ? {} : { ca: sslCa }),
      }
    : false

/**
 * The instant as `toISOString` writes it. PostgreSQL leaves out zeros at the end of a second, and texts of
 * different lengths would neither be equal where the instants are, nor be in their order.
 */
const instantOf = (text: string): string =>
  text.replace(' ', 'T').replace(/(\.\d+)?\+00$/, (_, fraction = '.') => `${fraction.padEnd(4, '0')}Z`)

/** A PostgreSQL type that is text in both directions. `oid` is its number in pg_type. */
const textType = (oid: number, parse: (text: string) => string) => ({
  to: oid,
  from: [oid],
  serialize: (text: string) => text,
  parse,
})
