import { EventStoreDBClient } from '@eventstore/db-client'
import { settings } from '../config/settings.ts'
import { EventStoreUnavailable, translated } from './errors.ts'

/** A read or append that takes longer is given up; an append's outcome is then unknown and is retried with the same ids. */
export const callDeadline = 5_000

type Pool = { clients: (EventStoreDBClient | undefined)[]; next: number }

const pools = new Map<string, Pool>()

/**
 * A client of the configured store. EVENTSTORE_POOL_SIZE connections are opened as they are needed and used in turn, one pool
 * a process and store, so that functions which share a process share connections.
 */
export const eventStore = (): EventStoreDBClient => {
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
  pool.clients[turn] ??= opened(address)
  return pool.clients[turn]
}

/**
 * One call on the next connection. A connection that was lost is replaced: its own attempts to come back would be up to two
 * minutes apart by the time that the store is there again.
 * @throws EventStoreUnavailable, RevisionConflict, AppendTooLarge; `what` says in their messages what was being done
 */
export const callStore = async <Value>(
  what: string,
  stream: string,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> => {
  const client = eventStore()
  try {
    return await call(client)
  } catch (error) {
    const ours = translated(error, what, stream)
    if (ours instanceof EventStoreUnavailable && ours.connectionLost) forget(client)
    throw ours
  }
}

/** Closes every connection; without it the process would not end. */
export const closeEventStore = async (): Promise<void> => {
  const open = [...pools.values()].flatMap((pool) => pool.clients)
  pools.clear()
  await Promise.all(open.map((client) => client?.dispose()))
}

/** Milliseconds, the client's own default. */
const usualInterval = 10_000
let connections = 0

/**
 * A client with a connection of its own: grpc-js lets clients of one address share a connection, and its state after a
 * failure, unless their options differ, so each gets an interval of keeping alive that no other has.
 *
 * It appends by one call an append. The client's long append stream keeps what waits for an answer in one table a process:
 * when one connection fails, answers that come on another end the process. A call of its own costs 0.3 ms an append.
 */
const opened = (address: string): EventStoreDBClient => {
  const [, given = usualInterval] = /keepAliveInterval=(\d+)/i.exec(address) ?? []
  const interval = Number(given) + (connections++ % usualInterval)
  const client = EventStoreDBClient.connectionString(
    `${address}${address.includes('?') ? '&' : '?'}keepAliveInterval=${interval}`,
  )
  Object.defineProperty(client, 'supports', { value: async () => false })
  return client
}

const forget = (client: EventStoreDBClient): void => {
  for (const { clients } of pools.values()) {
    const turn = clients.indexOf(client)
    if (turn >= 0) clients[turn] = undefined
  }
}

/** As part of the address: the client takes them for every call. */
const withCredentials = (address: string, user: string | undefined, password: string | undefined): string => {
  if (!user || !password || address.includes('@')) return address
  return address.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`)
}
