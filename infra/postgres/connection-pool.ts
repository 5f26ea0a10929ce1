import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { ConnectionError, StoreUnavailable } from './store-failure.ts'

/** A connection that one caller uses alone, for a query, a transaction or a lock. */
export type PooledConnection = {
  sql: Sql
  /** True when the connection is gone (the server then rolls back its transaction) or was released. */
  lost: boolean
  /** The error of the first query that failed: its transaction cannot be committed. */
  failure: unknown
}

/** A driver with one connection. */
export type Driver = {
  sql: Sql
  /** True when the connection was opened and has ended, also if the driver has not noticed it yet. */
  hasEnded: () => boolean
}

type Slot = Driver & { openedAtMs: number; releasedAtMs: number; user: PooledConnection | undefined }

export type ConnectionPool = {
  /** @throws StoreUnavailable when no connection becomes free in time, or the pool is closed */
  acquire: () => Promise<PooledConnection>
  release: (connection: PooledConnection) => void
  /** Rejects the callers that wait at once; running queries have `timeout` seconds. */
  close: (options: { timeout: number }) => Promise<unknown>
}

/**
 * `lifetimeMs` bounds a backend, which grows with every tenant that it reads: 147 MB after 1,000. A
 * connection that was idle for more than `maxIdleMs` is not used again. It is measured by the clock when the
 * connection is wanted: timers stand still while Lambda has frozen the process, and the server may be gone
 * without a sign.
 */
type Limits = { maxConnections: number; lifetimeMs: number; maxIdleMs: number; acquireTimeoutMs: number }

/**
 * Returns a pool in which each connection has its own driver, closed when the connection is lost. The
 * pool of postgres 3.4.9 fails here in three ways: a transaction that sends anything on a lost connection,
 * even its own rollback, ends the process (a TypeError in a timer, which nothing can catch); the next
 * connection's first query gets the last error of the lost one; and that connection may never write again.
 */
export const connectionPool = (
  open: (onclose: () => void) => Driver,
  { maxConnections, lifetimeMs, maxIdleMs, acquireTimeoutMs }: Limits,
): ConnectionPool => {
  const { all, add, discard } = openSlots(open)
  const idle: Slot[] = []
  const waiting = waitingCallers(acquireTimeoutMs)
  let closed = false

  /** An idle connection that has not ended. */
  const takeIdle = async (): Promise<Slot | undefined> => {
    for (;;) {
      const slot = takeOpenedFirst(all, idle)
      if (slot === undefined) return undefined
      if (Date.now() - slot.releasedAtMs > quietMs) await letEndsArrive()
      if (!slot.hasEnded()) return slot
      discard(slot)
    }
  }
  return {
    acquire: async () => {
      for (const slot of idle.splice(0, countStale(idle, maxIdleMs))) discard(slot)
      const idleSlot = idle.length > 0 ? await takeIdle() : undefined
      if (closed) throw poolClosed()
      const slot = idleSlot ?? (all.size < maxConnections ? add() : undefined)
      return slot === undefined ? waiting.wait() : assign(slot)
    },
    release: (connection) => {
      const slot = [...all].find(({ user }) => user === connection)
      if (slot === undefined) return
      slot.user = undefined
      slot.releasedAtMs = Date.now()
      const unusable = connection.lost || slot.releasedAtMs - slot.openedAtMs > lifetimeMs
      // A late query of this caller must not reach the next caller's transaction, which may be another
      // tenant's.
      connection.lost = true
      if (unusable) discard(slot)
      const resolveNext = waiting.shift()
      if (resolveNext !== undefined) resolveNext(assign(unusable ? add() : slot))
      else if (!unusable) idle.push(slot)
    },
    close: (options) => {
      closed = true
      waiting.rejectAll()
      return Promise.all([...all].map(({ sql }) => sql.end(options)))
    },
  }
}

/** The connections of a pool, in the order in which they were opened. */
const openSlots = (open: (onclose: () => void) => Driver) => {
  const all = new Set<Slot>()
  return {
    all,
    add: (): Slot => {
      const onclose = () => {
        if (slot.user !== undefined) slot.user.lost = true
      }
      const slot: Slot = { ...open(onclose), openedAtMs: Date.now(), releasedAtMs: 0, user: undefined }
      all.add(slot)
      return slot
    },
    discard: (slot: Slot): void => {
      all.delete(slot)
      slot.sql.end({ timeout: 0 }).catch(() => undefined)
    },
  }
}

/** A connection that is used again sooner costs no turn of the event loop. */
const quietMs = 10

/**
 * The end of a connection during a freeze is an event like the invocation that follows, and may come after it
 * in the same turn of the event loop. Without a wait one query in ten failed. After two turns every end that
 * has arrived is known; the third is for one that the system delivers late.
 */
const letEndsArrive = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await nextTurn()
}

/**
 * Takes the connection that was opened first out of the idle ones. If the one that was released last were
 * used, a single client would take turns on two, and each would have to learn the tables of every tenant: a
 * millisecond at its first read, and memory of the server.
 */
const takeOpenedFirst = (all: ReadonlySet<Slot>, idle: Slot[]): Slot | undefined => {
  const slot = [...all].find((one) => idle.includes(one))
  if (slot !== undefined) idle.splice(idle.indexOf(slot), 1)
  return slot
}

/** The number of connections at the beginning of the list, which is in the order of their release. */
const countStale = (idle: readonly Slot[], maxIdleMs: number): number =>
  idle.findLastIndex(({ releasedAtMs }) => Date.now() - releasedAtMs > maxIdleMs) + 1

const assign = (slot: Slot): PooledConnection => {
  slot.user = { sql: slot.sql, lost: false, failure: undefined }
  return slot.user
}

/** The callers that wait for a connection, first come, first served. */
const waitingCallers = (timeoutMs: number) => {
  const waiting = new Set<PromiseWithResolvers<PooledConnection>>()
  return {
    wait: (): Promise<PooledConnection> => {
      const caller = Promise.withResolvers<PooledConnection>()
      waiting.add(caller)
      const timer = setTimeout(() => waiting.delete(caller) && caller.reject(noneFree(timeoutMs)), timeoutMs)
      return caller.promise.finally(() => clearTimeout(timer))
    },
    shift: (): ((connection: PooledConnection) => void) | undefined => {
      const [first] = waiting
      if (first !== undefined) waiting.delete(first)
      return first?.resolve
    },
    rejectAll: (): void => {
      for (const { reject } of waiting) reject(poolClosed())
      waiting.clear()
    },
  }
}

const noneFree = (timeoutMs: number) =>
  new StoreUnavailable(
    new ConnectionError('CONNECT_TIMEOUT', `No connection became free within ${timeoutMs} ms`),
  )

const poolClosed = () => new StoreUnavailable(new ConnectionError('CONNECTION_ENDED', 'The pool was closed'))
