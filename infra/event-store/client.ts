import { EventStoreDBClient } from '@eventstore/db-client'
import { settings } from '../config/settings.ts'

/** A read or append that takes longer is given up; an append's outcome is then unknown and is retried with the same ids. */
export const callDeadline = 5_000

type Pool = { clients: EventStoreDBClient[]; size: number; next: number }

const pools = new Map<string, Pool>()

/**
 * A client of the configured store. EVENTSTORE_POOL_SIZE connections are opened as they are needed and used in turn, one pool
 * a process and store, so that functions which share a process share connections.
 */
export const eventStore = (): EventStoreDBClient => {
  const config = settings(['EVENTSTORE_CONNECTION_STRING', 'EVENTSTORE_USERNAME', 'EVENTSTORE_PASSWORD', 'EVENTSTORE_POOL_SIZE'])
  const address = withCredentials(config.EVENTSTORE_CONNECTION_STRING, config.EVENTSTORE_USERNAME, config.EVENTSTORE_PASSWORD)
  let pool = pools.get(address)
  if (!pool) {
    pool = { clients: [], size: config.EVENTSTORE_POOL_SIZE, next: 0 }
    pools.set(address, pool)
  }
  const turn = pool.next++ % pool.size
  pool.clients[turn] ??= EventStoreDBClient.connectionString(address)
  return pool.clients[turn]
}

/** As part of the address: credentials on a single call would make the client fall back from its one long append stream. */
const withCredentials = (address: string, user: string | undefined, password: string | undefined): string => {
  if (!user || !password || address.includes('@')) return address
  return address.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`)
}

/** Closes every connection; without it the process would not end. */
export const closeEventStore = async (): Promise<void> => {
  const open = [...pools.values()].flatMap((pool) => pool.clients)
  pools.clear()
  await Promise.all(open.map((client) => client.dispose()))
}
