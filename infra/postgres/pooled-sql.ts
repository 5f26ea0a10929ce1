import type { ReservedSql, Sql, TransactionSql } from 'postgres'
import { withinDeadline } from '../process/deadline.ts'
import { timeLeftMs } from '../process/time-left.ts'
import type { ConnectionPool, PooledConnection } from './connection-pool.ts'
import {
  type DriverQuery,
  interceptSend,
  isDriverQuery,
  onSettled,
  sendOn,
  translateError,
} from './driver-query.ts'
import { recordQuery } from './record-query.ts'
import { ConnectionError, isConnectionLost, StoreUnavailable, storeFailure } from './store-failure.ts'

type Work = (tx: TransactionSql) => unknown

/**
 * Returns the driver's Sql with every query, transaction and reservation on a connection of the pool, and
 * with errors already translated (store-failure.ts), so that no caller can forget to. `template` makes the
 * queries and never connects. Savepoints and cursors are not supported.
 */
export const pooledSql = (template: Sql, pool: ConnectionPool): Sql =>
  interceptQueries(template, (query) => sendOnAnyConnection(query, pool), {
    begin: (first: string | Work, second?: Work) =>
      typeof first === 'string'
        ? runTransaction(pool, second as Work, first)
        : runTransaction(pool, first, ''),
    reserve: async () => {
      const connection = await acquireInTime(pool)
      return interceptQueries(connection.sql, (query) => sendOnlyOn(connection, query), {
        release: () => pool.release(connection),
      }) as ReservedSql
    },
    end: pool.close,
  })

/** A connection that comes when the invocation has no time left goes back to the pool. */
const acquireInTime = async (pool: ConnectionPool): Promise<PooledConnection> => {
  const leftMs = timeLeftMs()
  if (leftMs <= 0) throw noTimeLeft()
  const acquiring = pool.acquire()
  return withinDeadline(leftMs, acquiring, () => {
    void acquiring.then(pool.release, () => undefined)
    throw noTimeLeft()
  })
}

/** Sends `begin` together with the first queries of `work`. */
const runTransaction = async (pool: ConnectionPool, work: Work, mode: string): Promise<unknown> => {
  const connection = await acquireInTime(pool)
  const tx = interceptQueries(connection.sql, (query) => sendOnlyOn(connection, query), {})
  try {
    // `execute` sends now: the driver otherwise waits for `then`, and the first queries of `work` could come
    // before it.
    const begun = tx.unsafe(`begin ${mode.replace(/[^a-z ]/gi, '')}`).execute()
    const [, value] = await Promise.all([begun, resultOf(work, tx)])
    // At the commit of a failed transaction PostgreSQL rolls back and reports no error.
    if (connection.failure !== undefined) throw connection.failure
    await tx.unsafe('commit')
    return value
  } catch (error) {
    await tx.unsafe('rollback').catch(() => undefined)
    throw error
  } finally {
    pool.release(connection)
  }
}

const resultOf = async (work: Work, tx: Sql): Promise<unknown> => {
  const value = work(tx as unknown as TransactionSql)
  return Array.isArray(value) ? Promise.all(value) : value
}

/** Calls `intercept` for each query that `sql` makes. `overrides` are methods that replace the driver's. */
const interceptQueries = (
  sql: Sql,
  intercept: (query: DriverQuery) => void,
  overrides: Record<string, unknown>,
): Sql => {
  const intercepted = (query: unknown): unknown => {
    if (isDriverQuery(query)) intercept(query)
    return query
  }
  return new Proxy(sql, {
    apply: (target, self, args) =>
      intercepted(Reflect.apply(target as (...args: unknown[]) => unknown, self, args)),
    get: (target, name) => {
      if (typeof name === 'string' && name in overrides) return overrides[name]
      const value: unknown = Reflect.get(target, name)
      return name === 'unsafe' || name === 'file'
        ? (...args: unknown[]) => intercepted((value as (...args: unknown[]) => unknown)(...args))
        : value
    },
  })
}

/** After its connection is lost a transaction may not continue on another, as the driver would do. */
const sendOnlyOn = (connection: PooledConnection, query: DriverQuery): void => {
  translateError(query, (error) => {
    const failure = storeFailure(error)
    connection.failure ??= failure
    connection.lost ||= isConnectionLost(error)
    return failure
  })
  interceptSend(query, (sendNow) => {
    if (connection.lost) return query.reject(connectionClosed())
    rejectInTime(connection, query)
    recordQuery(query, connection.sql)
    return sendNow()
  })
}

/**
 * Rejects a query that is still waiting for its response when the time of the invocation is over. Its
 * connection is closed then, and the server ends the statement by its own timeout.
 */
const rejectInTime = (connection: PooledConnection, query: DriverQuery): void => {
  const leftMs = timeLeftMs()
  if (leftMs === Number.POSITIVE_INFINITY) return
  const timer = setTimeout(() => {
    connection.lost = true
    query.reject(noTimeLeft())
  }, leftMs)
  onSettled(query, () => clearTimeout(timer))
}

/** A query outside a transaction uses a connection from the moment it is sent until it settles. */
const sendOnAnyConnection = (query: DriverQuery, pool: ConnectionPool): void =>
  interceptSend(query, async () => {
    const connection = await acquireInTime(pool).catch((error: unknown) => void query.reject(error))
    if (connection === undefined) return undefined
    sendOn(query, connection.sql)
    sendOnlyOn(connection, query)
    onSettled(query, () => pool.release(connection))
    return query.handler(query)
  })

const noTimeLeft = () =>
  new StoreUnavailable(new ConnectionError('NO_TIME_LEFT', 'The time of the invocation is over'))

const connectionClosed = () =>
  new StoreUnavailable(
    new ConnectionError('CONNECTION_CLOSED', 'The connection was lost or returned to the pool earlier'),
  )
