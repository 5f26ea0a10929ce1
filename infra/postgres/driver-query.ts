import type { Sql } from 'postgres'

/**
 * The parts of a query of `postgres` 3.4.9 that it does not document: at the first `then`, `catch`, `finally`
 * or `execute` it calls `handler(query)` to send the query, and it settles the query by `resolve` or
 * `reject`. Only this file changes them, and driver-query.unit.test.ts fails when another release of the
 * driver works differently.
 *
 * An object of our own around each query would need more of the driver, not less: it recognises nested
 * fragments by `instanceof`, reads their text and arguments, and `simple`, `values`, `raw` and `execute`
 * would have to be imitated.
 */
export type DriverQuery = {
  handler: (query: DriverQuery) => unknown
  resolve: (value: unknown) => unknown
  reject: (error: unknown) => unknown
  /** The text of the statement, with $1 in place of the first parameter. The driver sets it when it sends. */
  string?: string
}

/** False for an identifier, a list of values and a parameter, which the driver makes by the same function. */
export const isDriverQuery = (value: unknown): value is DriverQuery =>
  typeof value === 'object' &&
  value !== null &&
  'handler' in value &&
  typeof value.handler === 'function' &&
  'reject' in value

/** Calls `send` where the driver would send the query. `sendNow` does what the driver would have done. */
export const interceptSend = (query: DriverQuery, send: (sendNow: () => unknown) => unknown): void => {
  const { handler } = query
  query.handler = () => send(() => handler(query))
}

/** Sends the query on the connection of `sql`, whichever driver made it. */
export const sendOn = (query: DriverQuery, sql: Sql): void => {
  query.handler = (sql`` as unknown as DriverQuery).handler
}

/** Rejects the query with what `translate` returns for its error. */
export const translateError = (query: DriverQuery, translate: (error: unknown) => unknown): void => {
  const { reject } = query
  query.reject = (error) => reject(translate(error))
}

/**
 * Calls `settled` once the query has its rows or, after the translation of its error, has failed, and says
 * which.
 */
export const onSettled = (query: DriverQuery, settled: (failed: boolean) => void): void => {
  const { resolve, reject } = query
  query.resolve = (value) => {
    settled(false)
    return resolve(value)
  }
  query.reject = (error) => {
    const rejected = reject(error)
    settled(true)
    return rejected
  }
}
