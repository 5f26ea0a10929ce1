import { settings } from '../../../infra/config/settings.ts'
import { log } from '../../../infra/observability/log.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'

/**
 * Private: makes the tenant's schema, its role and its tables. The only function that may create roles, and safe to repeat.
 * @throws when the tenant id is not one, or the database does not answer
 */
export const handler = async ({ tenantId }: { tenantId: string }): Promise<void> =>
  inSpan('provision-tenant', { attributes: { 'finance.tenant': tenantId } }, async () => {
    const logins = settings(['DATABASE_WRITER_USERNAME', 'DATABASE_READER_USERNAME'])
    await provisionTenant(database('owner'), tenantId, {
      writer: logins.DATABASE_WRITER_USERNAME,
      reader: logins.DATABASE_READER_USERNAME,
    })
    log('info', 'Tenant provisioned', { tenantId })
  })
