import type { PendingQuery } from 'postgres'
import { isTenantId } from '../auth/ids.ts'
import { errorCode } from '../process/error-code.ts'
import type { Sql } from './connect.ts'
import { isDriverQuery } from './driver-query.ts'

/**
 * Returns the name of a tenant's schema and of the role that may read it. The name is safe between quotes in
 * SQL. `version` is the version of the read model: a rebuild fills version n+1 beside version n, and both
 * have a schema until n is retired.
 * @throws TenantIdInvalid when either part cannot be in the name
 */
export const tenantSchema = ({ tenantId, version }: TenantScope): string => {
  if (!isTenantId(tenantId) || !Number.isSafeInteger(version) || version < 1) throw new TenantIdInvalid()
  return `tenant_${tenantId}_v${version}`
}

/** The text cannot be part of the name of a schema. */
export class TenantIdInvalid extends Error {
  readonly code = 'TENANT_ID_INVALID'

  constructor() {
    super('A tenant id is a small letter and then up to 39 small letters, digits or dashes')
    this.name = 'TenantIdInvalid'
  }
}

/** This database has no such tenant. */
export class TenantNotFound extends Error {
  readonly code = 'TENANT_NOT_FOUND'

  constructor(tenantId: string, cause?: unknown) {
    super(`There is no tenant ${tenantId}`, cause === undefined ? undefined : { cause })
    this.name = 'TenantNotFound'
  }
}

/** PostgreSQL's code for a role that does not exist; its message is in the server's language. */
const noSuchRole = '22023'

/** A tenant and a version of its read model. */
export type TenantScope = { tenantId: string; version: number }

/** Whose rows are read. Without a version they are those of the one that queries use at this moment. */
export type ReadScope = { tenantId: string; version?: number | undefined }

/**
 * Runs `work` in a read-only transaction as the tenant's role, which decides the rights and, by its search
 * path, the schema: `from invoices` reads this tenant's table. It needs the reader login.
 *
 * All queries of `work` see the same state, or a list could count invoices that its page does not show yet.
 * Begin, role and the first queries of `work` are sent together and the commit is not awaited: one query
 * costs one round trip. Where `work` returns a query, nothing can follow it, so the commit is sent with it:
 * a write of its own would cost this process as much as all of the query.
 * @throws TenantNotFound when the role does not exist
 * @throws StoreUnavailable when the database cannot be reached
 */
export const asTenant = <T>(sql: Sql, scope: ReadScope, work: (tx: Sql) => T | Promise<T>): Promise<T> =>
  runAsTenant(sql, { ...scope, planCacheMode: 'auto' }, work)

/**
 * Runs one statement like `asTenant`, and PostgreSQL keeps its plan for each tenant. A statement that tenants
 * share is planned again whenever the one before was of another tenant, and that takes longer than to read a
 * row by its id. So the text is the tenant's own, and one plan serves all values from the first run on. A kept
 * plan costs 40 kB in each connection: this is for the most frequent statements that find rows by a key.
 * @throws TenantNotFound and StoreUnavailable like `asTenant`
 */
export const readByKeyAsTenant = <Row extends object>(
  sql: Sql,
  tenantId: string,
  statement: (tx: Sql) => PendingQuery<Row[]>,
): Promise<Row[]> =>
  runAsTenant(sql, { tenantId, planCacheMode: 'force_generic_plan' }, (tx): Promise<Row[]> => {
    // The id has been checked, or there would be no transaction.
    const comment = tx.unsafe(`/* ${tenantId} */`)
    return tx<Row[]>`${statement(tx)} ${comment}`
  })

type Scope = ReadScope & { planCacheMode: 'auto' | 'force_generic_plan' }

const runAsTenant = async <T>(sql: Sql, scope: Scope, work: (tx: Sql) => T | Promise<T>): Promise<T> => {
  const { connection, begun, finish } = await beginAsTenant(sql, scope)
  try {
    const working = async (): Promise<T> => {
      const result = work(connection)
      if (isDriverQuery(result)) {
        result.execute()
        void finish('commit')
      }
      return result
    }
    const [, value] = await Promise.all([begun, working()])
    void finish('commit')
    return value
  } catch (error) {
    await finish('rollback')
    // Only a failure of `begun` with this code means an unknown tenant: `work` may throw the same code for
    // another reason.
    throw (await begun.then(() => undefined, errorCode)) === noSuchRole
      ? new TenantNotFound(scope.tenantId, error)
      : error
  }
}

/**
 * Like `asTenant`, for rows that are too many to hold: returns what `work` yields, while it is taken. The
 * transaction ends with the iteration, also where that is ended early. Until then it uses a connection, so
 * whoever waits between two steps has to limit the wait.
 * @throws TenantNotFound when the role does not exist
 * @throws StoreUnavailable when the database cannot be reached
 */
export async function* iterateAsTenant<T>(
  sql: Sql,
  scope: ReadScope,
  work: (tx: Sql) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const { connection, begun, finish } = await beginAsTenant(sql, { ...scope, planCacheMode: 'auto' })
  try {
    await begun.catch((error: unknown) => {
      throw errorCode(error) === noSuchRole ? new TenantNotFound(scope.tenantId, error) : error
    })
    yield* work(connection)
  } finally {
    // It has changed nothing.
    await finish('rollback')
  }
}

const beginAsTenant = async (sql: Sql, scope: Scope) => {
  const schema = tenantSchema({ ...scope, version: scope.version ?? 1 })
  const connection = await sql.reserve()
  let ended: Promise<void> | undefined
  /** Ends the transaction, unless its end was sent before. */
  const finish = (how: 'commit' | 'rollback'): Promise<void> => {
    ended ??= connection.unsafe(how).then(connection.release, connection.release)
    return ended
  }
  return { connection, begun: begin(connection, scope, schema), finish }
}

/**
 * Begins the transaction and sets the role. The version in use is read in the snapshot that the queries see,
 * so a switch takes effect between two transactions. For an unknown tenant it names a role that does not
 * exist, because otherwise `work` would have the rights of the login.
 *
 * `execute` sends now: the driver otherwise waits for `then`, and the first queries of `work` could come
 * before it. The query for the role has parameters, so that PostgreSQL plans it once in a connection.
 */
const begin = (
  connection: Sql,
  { tenantId, version, planCacheMode }: Scope,
  schema: string,
): Promise<unknown> => {
  const sent = connection.unsafe('begin isolation level repeatable read, read only').execute()
  const prefix = schema.slice(0, -1)
  const role =
    version !== undefined
      ? connection.unsafe(`set local role "${schema}"`)
      : connection`select set_config('role', ${prefix}::text ||
          coalesce((select version from finance.tenants where id = ${tenantId}), 0), true),
          set_config('plan_cache_mode', ${planCacheMode}, true)`
  return Promise.all([sent, role.execute()])
}
