import type { ReservedSql, Sql, TransactionSql } from 'postgres'
import type { Held, HeldConnections } from './held-connections.ts'
import { ConnectionError, isConnectionLost, StoreUnavailable, storeFailure } from './store-failure.ts'

type Work = (tx: TransactionSql) => unknown

/**
 * The driver's Sql with failures already translated (store-failure.ts), so that no caller has to remember to, and every query,
 * transaction and reservation on a held connection. `template` makes the queries and never connects. No savepoints, no cursors.
 */
export const translating = (template: Sql, connections: HeldConnections): Sql =>
  through(template, (query) => onAnyConnection(query, connections), {
    begin: (first: string | Work, second?: Work) =>
      typeof first === 'string' ? begin(connections, second as Work, first) : begin(connections, first, ''),
    reserve: async () => {
      const held = await connections.take()
      return through(held.sql, (query) => onConnection(query, held), {
        release: () => connections.give(held),
      }) as ReservedSql
    },
    end: connections.end,
  })

/** Begin goes out together with the first queries of `work`. */
const begin = async (connections: HeldConnections, work: Work, mode: string): Promise<unknown> => {
  const held = await connections.take()
  const tx = through(held.sql, (query) => onConnection(query, held), {})
  try {
    // Sent now: a query of the driver else waits for its `then`, which those of `work` may meet first.
    const begun = tx.unsafe(`begin ${mode.replace(/[^a-z ]/gi, '')}`).execute()
    const [, value] = await Promise.all([begun, settled(work, tx)])
    // PostgreSQL would answer the commit of a failed transaction with a quiet rollback.
    if (held.failure !== undefined) throw held.failure
    await tx.unsafe('commit')
    return value
  } catch (error) {
    await tx.unsafe('rollback').catch(() => undefined)
    throw error
  } finally {
    connections.give(held)
  }
}

const settled = async (work: Work, tx: Sql): Promise<unknown> => {
  const value = work(tx as unknown as TransactionSql)
  return Array.isArray(value) ? Promise.all(value) : value
}

const through = (sql: Sql, guard: (query: DriverQuery) => void, own: Record<string, unknown>): Sql => {
  const guarded = (query: unknown): unknown => {
    if (isQuery(query)) guard(query)
    return query
  }
  return new Proxy(sql, {
    apply: (target, self, args) =>
      guarded(Reflect.apply(target as (...args: unknown[]) => unknown, self, args)),
    get: (target, name) => {
      if (typeof name === 'string' && name in own) return own[name]
      const value: unknown = Reflect.get(target, name)
      return name === 'unsafe' || name === 'file'
        ? (...args: unknown[]) => guarded((value as (...args: unknown[]) => unknown)(...args))
        : value
    },
  })
}

/** What every query of the driver has, beside being a promise; a fragment or an identifier has none of it. */
type DriverQuery = {
  handler: (query: DriverQuery) => unknown
  resolve: (value: unknown) => unknown
  reject: (error: unknown) => unknown
}

const isQuery = (query: unknown): query is DriverQuery =>
  typeof query === 'object' &&
  query !== null &&
  'handler' in query &&
  typeof query.handler === 'function' &&
  'reject' in query

/** A connection that is lost takes no more queries: the driver would send them on another, outside of the transaction. */
const onConnection = (query: DriverQuery, held: Held): void => {
  const { handler, reject } = query
  query.reject = (error) => {
    const failure = storeFailure(error)
    held.failure ??= failure
    held.lost ||= isConnectionLost(error)
    return reject(failure)
  }
  query.handler = (self) => (held.lost ? self.reject(closed()) : handler(self))
}

/** A query alone holds a connection from its sending to its answer. */
const onAnyConnection = (query: DriverQuery, connections: HeldConnections): void => {
  query.handler = async (self) => {
    const held = await connections.take().catch((error: unknown) => void self.reject(error))
    if (held === undefined) return undefined
    const { resolve } = self
    self.handler = (held.sql`` as unknown as DriverQuery).handler
    onConnection(self, held)
    const { reject } = self
    self.resolve = (value) => {
      connections.give(held)
      return resolve(value)
    }
    self.reject = (error) => {
      const rejected = reject(error)
      connections.give(held)
      return rejected
    }
    return self.handler(self)
  }
}

const closed = () =>
  new StoreUnavailable(
    new ConnectionError('CONNECTION_CLOSED', 'The connection was lost or returned to the pool earlier'),
  )
