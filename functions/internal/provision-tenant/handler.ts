import { settings } from '../../../infra/config/settings.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'

const run = async ({ tenantId }: { tenantId: string }): Promise<void> =>
  traceInvocation('provision-tenant', { attributes: { 'finance.tenant': tenantId } }, async () => {
    const logins = settings(['DATABASE_WRITER_USERNAME', 'DATABASE_READER_USERNAME'])
    await provisionTenant(database('owner'), tenantId, {
      writer: logins.DATABASE_WRITER_USERNAME,
      reader: logins.DATABASE_READER_USERNAME,
    })
    await invoke('api-key', { tenantId }, 'RequestResponse')
    log('info', 'Tenant provisioned', { tenantId })
  })

/**
 * Private: creates the tenant's schema, role and tables, and has its API key made. No other function may
 * create roles. Safe to repeat.
 * @throws TENANT_ID_INVALID when the id has another form
 * @throws StoreUnavailable when the database is not reachable
 * @throws InvocationError when the API key could not be made
 */
export const handler = metered('provision-tenant', run, ({ tenantId }) => ({ tenantId }))
