import type { Sql } from 'postgres'
import { storeFailure } from './store-failure.ts'

/**
 * The same Sql whose failures are already translated (store-failure.ts), for queries of its own, in transactions and on
 * reserved connections: no caller has to remember to.
 */
export const translating = (sql: Sql): Sql => wrapped(sql)

const wrapped = <T extends object>(sql: T): T =>
  new Proxy(sql, {
    apply: (target, self, args) => translated(Reflect.apply(target as (...args: unknown[]) => unknown, self, args)),
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'begin' || name === 'savepoint') return (...args: unknown[]) => rejecting(value.apply(target, args.map(withWrapped)))
      if (name === 'reserve') return async () => wrapped((await rejecting(value.call(target))) as object)
      return name === 'unsafe' || name === 'file' ? (...args: unknown[]) => translated(value.apply(target, args)) : value
    },
  })

/** The callback of a transaction gets its Sql wrapped too. */
const withWrapped = (argument: unknown): unknown => (typeof argument === 'function' ? (sql: object) => argument(wrapped(sql)) : argument)

const rejecting = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work
  } catch (error) {
    throw storeFailure(error)
  }
}

/** A query is a promise that settles through its own `reject`; a fragment or an identifier has none and stays as it is. */
const translated = (query: unknown): unknown => {
  if (typeof query === 'object' && query !== null && 'reject' in query && typeof query.reject === 'function') {
    const reject = query.reject
    query.reject = (error: unknown) => reject(storeFailure(error))
  }
  return query
}
