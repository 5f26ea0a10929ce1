import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { ConfigurationError } from '../config/settings.ts'
import { maxIdleMs } from '../process/time-left.ts'
import type { Credentials, StoreAddress } from './store-address.ts'

/** A client with its own connection, and how it was used. */
export type Connection = {
  readonly client: EventStoreDBClient
  running: number
  /** When a call last ended, by the clock of the system. */
  endedAtMs: number
  /**
   * When a call last succeeded, by `performance.now()`, which is never set back; undefined before the first.
   */
  workedAtMs: number | undefined
  isRetired: boolean
}

/**
 * Opens a connection, which sends what `currentCredentials` returns at the time of each call. EventStoreDB
 * checks them with each call, so after a rotation the connection stays open.
 * @throws ConfigurationError when the client does not accept the connection string
 */
export const openConnection = (
  address: Pick<StoreAddress, 'connectionString' | 'authority'>,
  currentCredentials: () => Credentials | undefined,
): Connection => {
  const client = openClient(address)
  appendWithSingleCalls(client)
  sendCredentials(client, currentCredentials)
  return { client, running: 0, endedAtMs: Date.now(), workedAtMs: undefined, isRetired: false }
}

/** Runs a call, and remembers when the connection was used. */
export const useConnection = async <Value>(
  connection: Connection,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> => {
  connection.running++
  try {
    const value = await call(connection.client)
    connection.workedAtMs = performance.now()
    return value
  } finally {
    connection.running--
    connection.endedAtMs = Date.now()
    if (connection.isRetired) disposeUnused(connection)
  }
}

/** Whether the connection is idle, and has been for so long that it may be gone without a sign. */
export const isStale = ({ running, endedAtMs }: Connection): boolean =>
  running === 0 && Date.now() - endedAtMs > maxIdleMs

/**
 * Whether a call on this connection has succeeded: the store was reachable, and only the connection broke.
 */
export const hasWorked = ({ workedAtMs }: Connection): boolean => workedAtMs !== undefined

/**
 * Whether no call on this connection has succeeded since then, by `performance.now()`. After a timeout this
 * tells a connection that is gone from a store that is slow, which many new connections would only make
 * slower.
 */
export const isSilentSince = ({ workedAtMs = 0 }: Connection, sinceMs: number): boolean =>
  workedAtMs < sinceMs

/** Closes the connection once no call runs on it. */
export const retire = (connection: Connection): void => {
  connection.isRetired = true
  disposeUnused(connection)
}

const disposeUnused = ({ client, running }: Connection): void => {
  if (running === 0) void client.dispose().catch(() => undefined)
}

/** The default of the client. */
const keepAliveIntervalMs = 10_000
let opened = 0

/**
 * Clients of the same address share a connection in grpc-js, and its state after a failure, unless their
 * options differ, so each client gets a different keepalive interval.
 */
const openClient = ({
  connectionString,
  authority,
}: Pick<StoreAddress, 'connectionString' | 'authority'>): EventStoreDBClient => {
  const [, configured = keepAliveIntervalMs] = /keepAliveInterval=(\d+)/i.exec(connectionString) ?? []
  const intervalMs = Number(configured) + (opened++ % keepAliveIntervalMs)
  const separator = connectionString.includes('?') ? '&' : '?'
  const address = `${connectionString}${separator}keepAliveInterval=${intervalMs}`
  if (authority === undefined) return clientOf(address)
  return withCertificateFile(authority, (path) =>
    clientOf(`${address}&tlsCAFile=${encodeURIComponent(path)}`),
  )
}

const clientOf = (address: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(address)
  } catch {
    throw new ConfigurationError([
      'EVENTSTORE_CONNECTION_STRING is not valid: an address such as ' +
        'esdb+discover://host:2113?nodePreference=leader is needed',
    ])
  }
}

/** The client takes the certificate of an authority only as a file, which it reads before it returns. */
const withCertificateFile = <Result>(pem: string, use: (path: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-ca-'))
  try {
    const path = join(folder, 'ca.pem')
    writeFileSync(path, pem)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Makes a client send each append as a separate call (`Append`), which costs 0.3 ms an append. By default the
 * client sends all appends over one long call (`BatchAppend`), if the server supports it, and keeps those
 * that wait for a response in one table for the whole process: when one connection fails, a response on
 * another connection ends the process.
 *
 * The client has no option for this. `supports` is its protected method that asks the server for its
 * features; the test beside this file fails when a version of the client no longer uses it, and when it no
 * longer prefers `BatchAppend`.
 */
export const appendWithSingleCalls = (client: EventStoreDBClient): void => {
  Object.defineProperty(client, 'supports', { value: async () => false })
}

type CallArguments = (options: { credentials?: Credentials }, callOptions?: unknown) => unknown

/**
 * By default a client has the credentials of its connection string for ever, and writes that string to the
 * log when it warns of an option in it.
 *
 * `callArguments` is the protected method in which the client adds the credentials to every call;
 * credentials.int.test.ts fails when a version of the client no longer uses it.
 */
const sendCredentials = (client: EventStoreDBClient, current: () => Credentials | undefined): void => {
  const { callArguments } = client as unknown as { callArguments: CallArguments }
  const withCredentials: CallArguments = (options, callOptions) => {
    const credentials = options.credentials ?? current()
    return callArguments(credentials ? { ...options, credentials } : options, callOptions)
  }
  Object.defineProperty(client, 'callArguments', { value: withCredentials })
}
