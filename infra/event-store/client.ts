import { EventStoreDBClient } from '@eventstore/db-client'
import { settings } from '../config/settings.ts'
import { EventStoreUnavailable, translateError } from './errors.ts'
import { useSingleCallAppends } from './single-call-appends.ts'

/**
 * A read or append that takes longer fails. An append, whose outcome is then unknown, is repeated with its
 * ids.
 */
export const callDeadlineMs = 5_000

type Pool = { clients: (EventStoreDBClient | undefined)[]; next: number }

const pools = new Map<string, Pool>()

/**
 * Returns a client of the configured store. Up to EVENTSTORE_POOL_SIZE connections are opened when they are
 * needed, and used in turn. Each store has one pool in a process, so that functions in the same process share
 * connections.
 */
const nextClient = (): EventStoreDBClient => {
  const config = settings([
    'EVENTSTORE_CONNECTION_STRING',
    'EVENTSTORE_USERNAME',
    'EVENTSTORE_PASSWORD',
    'EVENTSTORE_POOL_SIZE',
  ])
  const address = withCredentials(
    config.EVENTSTORE_CONNECTION_STRING,
    config.EVENTSTORE_USERNAME,
    config.EVENTSTORE_PASSWORD,
  )
  const pool = pools.get(address) ?? { clients: [], next: 0 }
  pools.set(address, pool)
  const turn = pool.next++ % config.EVENTSTORE_POOL_SIZE
  pool.clients[turn] ??= openClient(address)
  return pool.clients[turn]
}

/**
 * Runs one call on the next connection. A lost connection is replaced, because its own attempts to reconnect
 * may be two minutes apart when the store is available again. `action` appears in the messages of errors:
 * 'reading invoice-acme_1'.
 * @throws EventStoreUnavailable when the store does not respond in time or the connection fails
 * @throws RevisionConflict when the stream does not have the expected revision
 * @throws AppendTooLarge when the store rejects the size of an append
 */
export const callStore = async <Value>(
  action: string,
  stream: string,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> => {
  const client = nextClient()
  try {
    return await call(client)
  } catch (error) {
    const translated = translateError(error, action, stream)
    if (translated instanceof EventStoreUnavailable && translated.connectionLost) dropClient(client)
    throw translated
  }
}

/** Closes every connection, because the process would not end otherwise. */
export const closeEventStore = async (): Promise<void> => {
  const open = [...pools.values()].flatMap((pool) => pool.clients)
  pools.clear()
  await Promise.all(open.map((client) => client?.dispose()))
}

/** The default of the client. */
const keepAliveIntervalMs = 10_000
let connections = 0

/**
 * Opens a client with its own connection. Clients of the same address share a connection in grpc-js, and its
 * state after a failure, unless their options differ, so each client gets a different keepalive interval.
 */
const openClient = (address: string): EventStoreDBClient => {
  const [, configured = keepAliveIntervalMs] = /keepAliveInterval=(\d+)/i.exec(address) ?? []
  const intervalMs = Number(configured) + (connections++ % keepAliveIntervalMs)
  const separator = address.includes('?') ? '&' : '?'
  const client = EventStoreDBClient.connectionString(`${address}${separator}keepAliveInterval=${intervalMs}`)
  useSingleCallAppends(client)
  return client
}

const dropClient = (client: EventStoreDBClient): void => {
  for (const { clients } of pools.values()) {
    const turn = clients.indexOf(client)
    if (turn >= 0) clients[turn] = undefined
  }
}

/** The client uses the credentials in the address for every call. */
const withCredentials = (address: string, user: string | undefined, password: string | undefined): string => {
  if (!user || !password || address.includes('@')) return address
  return address.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`)
}
