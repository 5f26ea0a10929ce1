import type { Sql } from 'postgres'
import { errorCode } from '../process/error-code.ts'
import { type ConnectionPool, connectionPool, type PooledConnection } from './connection-pool.ts'
import { StoreUnavailable, storeFailure } from './store-failure.ts'

export type Credentials = { user: string; password: string }

/** Credentials that may change while the process runs. */
export type CredentialSource = {
  /** Sources of the same credentials have the same name: their pools are one. */
  name: string
  /** @throws Error when the credentials cannot be read now */
  current: () => Promise<Credentials>
  /** Whether `current` returns other credentials since these were refused. */
  isChanged: (refused: Credentials) => Promise<boolean>
}

/** Opens a driver with one connection. */
type Open = (credentials: Credentials, onclose: () => void) => Sql

/** Invalid password, and invalid authorization such as that of a login that is gone. */
const refusalCodes: readonly unknown[] = ['28P01', '28000']

/**
 * Returns a pool whose connections are opened with the credentials of that time. A new connection proves by
 * one query that its credentials are accepted, before the caller gets it. If they are refused and have been
 * changed since, it is opened again with the new ones: callers do not notice a rotation. Open connections
 * stay in use until their lifetime is over, because PostgreSQL checks a password only at the login.
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
    const sql = open(credentials, () => {
      loggedIn.delete(sql)
      onclose()
    })
    usedBy.set(sql, credentials)
    return sql
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
  /** Every attempt but the last discards a connection with old credentials or gets new ones. */
  const acquire = async (): Promise<PooledConnection> => {
    for (;;) {
      credentials = await available(source.current())
      const connection = await pool.acquire()
      const error = await logIn(connection)
      if (error === undefined) return connection
      connection.lost = true
      pool.release(connection)
      if (!refusalCodes.includes(errorCode(error))) throw storeFailure(error)
      const refused = usedBy.get(connection.sql) ?? credentials
      if (!(await available(source.isChanged(refused)))) throw new StoreUnavailable(error)
    }
  }
  return { ...pool, acquire }
}

const available = <Value>(reading: Promise<Value>): Promise<Value> =>
  reading.catch((error: unknown) => {
    throw errorCode(error) === 'SECRET_UNAVAILABLE' ? new StoreUnavailable(error) : error
  })
