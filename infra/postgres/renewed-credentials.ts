import type { Sql } from 'postgres'
import { errorCode } from '../process/error-code.ts'
import { type ConnectionPool, connectionPool, type Driver, type PooledConnection } from './connection-pool.ts'
import { StoreUnavailable, storeFailure } from './store-failure.ts'

export type Credentials = { user: string; password: string }

/** Credentials that may change while the process runs. */
export type CredentialSource = {
  /** Sources of the same credentials have the same name: their pools are one. */
  name: string
  /** @throws Error when the credentials cannot be read now */
  current: () => Promise<Credentials>
  /** The credentials to try after these passwords were refused; undefined when there are no others. */
  after: (refused: ReadonlySet<string>) => Promise<Credentials | undefined>
}

/** Opens a driver with one connection. */
type Open = (credentials: Credentials, onclose: () => void) => Driver

/** Invalid password, and invalid authorization such as that of a login that is gone. */
const refusalCodes: readonly unknown[] = ['28P01', '28000']

/**
 * Returns a pool whose connections are opened with the credentials of that time. A new connection proves by
 * one query that its credentials are accepted, before the caller gets it. If they are refused, it is opened
 * again with the new ones, or with those before the last rotation if PostgreSQL does not have the new ones
 * yet: callers do not notice a rotation. Open connections stay in use until their lifetime is over, because
 * PostgreSQL checks a password only at the login.
 */
export const poolWithRenewedCredentials = (
  source: CredentialSource,
  open: Open,
  limits: Parameters<typeof connectionPool>[1],
): ConnectionPool => {
  const loggedIn = new WeakSet<Sql>()
  const usedBy = new WeakMap<Sql, Credentials>()
  let credentials: Credentials = { user: '', password: '' }

  const pool = connectionPool((onclose) => {
    // The driver connects again by itself after it was idle, with the same credentials.
    const driver = open(credentials, () => {
      loggedIn.delete(driver.sql)
      onclose()
    })
    usedBy.set(driver.sql, credentials)
    return driver
  }, limits)

  /** Returns the error of a connection that cannot be used. */
  const logIn = async ({ sql }: PooledConnection): Promise<unknown> => {
    if (loggedIn.has(sql)) return undefined
    try {
      await sql`select 1`
      loggedIn.add(sql)
      return undefined
    } catch (error) {
      return error
    }
  }
  const acquire = async (): Promise<PooledConnection> => {
    const refused = new Set<string>()
    credentials = await available(source.current())
    for (;;) {
      const connection = await pool.acquire()
      const error = await logIn(connection)
      if (error === undefined) return connection
      connection.lost = true
      pool.release(connection)
      if (!refusalCodes.includes(errorCode(error))) throw storeFailure(error)
      // An idle connection may have older credentials than those of the last attempt.
      refused.add((usedBy.get(connection.sql) ?? credentials).password)
      const next = await available(source.after(refused))
      if (next === undefined) throw new StoreUnavailable(error)
      credentials = next
    }
  }
  return { ...pool, acquire }
}

const available = <Value>(reading: Promise<Value>): Promise<Value> =>
  reading.catch((error: unknown) => {
    throw errorCode(error) === 'SECRET_UNAVAILABLE' ? new StoreUnavailable(error) : error
  })
