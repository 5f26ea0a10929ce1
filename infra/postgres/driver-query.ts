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
  execute: () => unknown
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

/** Whether this is what the driver asks on each new connection. */
const isTypeQuery = ({ strings: [text = ''] }: { strings: readonly string[] }): boolean =>
  text.includes('b.typarray') && text.includes('pg_catalog.pg_type')

/** The number of each type and of its arrays in pg_type: the same in every release of PostgreSQL. */
export const arrayTypes = [
  [16, 1000],
  [17, 1001],
  [19, 1003],
  [20, 1016],
  [21, 1005],
  [23, 1007],
  [25, 1009],
  [114, 199],
  [700, 1021],
  [701, 1022],
  [1043, 1015],
  [1082, 1182],
  [1083, 1183],
  [1114, 1115],
  [1184, 1185],
  [1700, 1231],
  [2950, 2951],
  [3802, 3807],
].map(([oid, typarray]) => ({ oid, typarray }))

const survives = Symbol('survives a failed query for types')

/**
 * Lets the driver's own query for the types of arrays never fail. Nobody handles its error, so it ended the
 * process: when the connection was closed during that query, as at the end of the time of an invocation, or
 * when the server ended at that moment. The query for which the connection was opened fails all the same.
 * Works for all drivers of the process.
 */
export const surviveTypeQuery = (sql: Sql): void => {
  const prototype = Object.getPrototypeOf(sql``)
  if (Object.hasOwn(prototype, survives)) return
  const { handle } = prototype
  Object.defineProperty(prototype, survives, { value: true })
  prototype.handle = function (this: DriverQuery & { strings: readonly string[] }) {
    if (isTypeQuery(this)) this.reject = () => this.resolve(arrayTypes)
    return handle.call(this)
  }
}
