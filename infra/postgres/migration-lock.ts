import type { Queries, ReservedConnection, Sql } from './connect.ts'

/** Runs `work` while no other process migrates. PostgreSQL frees the lock when its connection ends. */
export const withMigrationLock = async <T>(
  owner: Sql,
  work: (connection: ReservedConnection) => Promise<T>,
): Promise<T> => {
  const connection = await owner.reserve()
  try {
    await connection`select pg_advisory_lock(hashtext('finance.migrations'))`
    return await work(connection)
  } catch (error) {
    // In a transaction that a script left failed, the unlock below would be rejected.
    await connection.unsafe('rollback').catch(() => undefined)
    throw error
  } finally {
    await connection`select pg_advisory_unlock(hashtext('finance.migrations'))`.then(
      connection.release,
      connection.release,
    )
  }
}

/** A session that has the lock of the migrations or waits for it. Times are ISO 8601 in UTC. */
export type LockSession = {
  pid: number
  isHolder: boolean
  /** Null where PostgreSQL does not tell this login. */
  application: string | null
  user: string
  /** The address of the client; null for a local connection. */
  client: string | null
  connectedSince: string | null
  /** `active`, or `idle in transaction` and the like. */
  state: string | null
  /** When the state last changed: since then it runs its statement, or does nothing. */
  stateSince: string | null
  statement: string | null
}

/** Returns the session that has the lock, and those that wait for it, oldest first. */
export const readLockSessions = async (owner: Queries): Promise<LockSession[]> =>
  owner<LockSession[]>`
    select lock.pid, lock.granted as "isHolder", session.application_name as application,
      session.usename as user, host(session.client_addr) as client,
      session.backend_start as "connectedSince", session.state,
      session.state_change as "stateSince", left(session.query, 200) as statement
    from pg_locks as lock join pg_stat_activity as session using (pid)
    where ${isMigrationLock(owner)}
    order by lock.granted desc, session.backend_start`

/** The session does not have the lock of the migrations, or has it no more. */
export class LockNotHeld extends Error {
  readonly code = 'LOCK_NOT_HELD'

  constructor(pid: number) {
    super(`Process ${pid} does not have the lock: npm run migration:unlock shows which one has it`)
    this.name = 'LockNotHeld'
  }
}

/**
 * Ends the session that has the lock. PostgreSQL rolls its migration back.
 * @throws LockNotHeld when the session does not have the lock; nothing is changed then
 */
export const endLockHolder = async (owner: Queries, pid: number): Promise<void> => {
  const [ended] = await owner`
    select pg_terminate_backend(lock.pid, ${endTimeoutMs}) from pg_locks as lock
    where ${isMigrationLock(owner)} and lock.granted and lock.pid = ${pid}`
  if (!ended) throw new LockNotHeld(pid)
}

/** PostgreSQL waits for the end of the session: a migration of large tables is rolled back in an instant. */
const endTimeoutMs = 10_000

/** pg_locks has the key of an advisory lock in two halves. */
const isMigrationLock = (sql: Queries) => sql`
  lock.locktype = 'advisory' and lock.objsubid = 1
  and lock.database = (select oid from pg_database where datname = current_database())
  and (lock.classid::bigint << 32) | lock.objid::bigint = hashtext('finance.migrations')::bigint`
