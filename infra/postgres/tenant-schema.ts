import { isTenantId } from '../auth/tenant-id.ts'
import { errorCode } from '../process/error-code.ts'
import type { Sql } from './connect.ts'

/** Name of a tenant's schema and of the role that may read it. Throws for what is no tenant id, so it is safe between quotes. */
export const tenantSchema = (tenantId: string, version = 1): string => {
  if (!isTenantId(tenantId) || !Number.isSafeInteger(version) || version < 1) {
    throw new TenantIdInvalid()
  }
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

/** The code with which PostgreSQL refuses a role that is not there; its message is in the server's language. */
const noSuchRole = '22023'

/** Whose rows, in which version of the read model (default 1). */
export type TenantScope = { tenantId: string; version?: number | undefined }

/**
 * Runs `work` in a read-only transaction as the tenant: the role chooses the rights and, by its search path, the schema, so
 * that `from invoices` means this tenant's. For the reader login. Throws TenantNotFound, StoreUnavailable.
 *
 * Begin, role and the first queries of `work` go out together and commit is not waited for: one round trip for one query.
 */
export const asTenant = async <T>(
  sql: Sql,
  { tenantId, version = 1 }: TenantScope,
  work: (tx: Sql) => T | Promise<T>,
): Promise<T> => {
  const role = tenantSchema(tenantId, version)
  const connection = await sql.reserve()
  const finish = (how: 'commit' | 'rollback') =>
    connection.unsafe(how).then(connection.release, connection.release)
  // Sent now: a query of the driver else waits for its `then`, which those of `work` may meet first.
  const begun = connection.unsafe(`begin read only; set local role "${role}"`).simple().execute()
  try {
    const [, value] = await Promise.all([begun, (async () => work(connection))()])
    void finish('commit')
    return value
  } catch (error) {
    await finish('rollback')
    // What else failed then followed from it, and what the work throws of this code is its own.
    throw (await begun.then(() => undefined, errorCode)) === noSuchRole
      ? new TenantNotFound(tenantId, error)
      : error
  }
}
