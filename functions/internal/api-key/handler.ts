import { createTenantKey, deleteTenantKey } from '../../../infra/api-gateway/tenant-key.ts'
import { usageKey } from '../../../infra/api-gateway/usage-key.ts'
import { isTenantId } from '../../../infra/auth/ids.ts'
import { settings } from '../../../infra/config/settings.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { TenantIdInvalid } from '../../../infra/postgres/tenant-schema.ts'

type Wanted = {
  tenantId: string
  /** True when the key is to be deleted. An operator asks for that; it stops the requests of the tenant. */
  remove?: boolean
}

export type KeyState = 'present' | 'removed' | 'not needed'

const run = async ({ tenantId, remove = false }: Wanted): Promise<KeyState> =>
  traceInvocation('api-key', { attributes: { 'finance.tenant': tenantId } }, async () => {
    if (!isTenantId(tenantId)) throw new TenantIdInvalid()
    const usagePlanId = settings(['USAGE_PLAN_ID']).USAGE_PLAN_ID
    const value = usageKey(tenantId)
    if (usagePlanId === undefined || value === undefined) return 'not needed'
    await (remove ? deleteTenantKey({ value }) : createTenantKey({ value, usagePlanId }))
    log('info', remove ? 'API key removed' : 'API key present', { tenantId })
    return remove ? 'removed' : 'present'
  })

/**
 * Private: makes or removes the key by which API Gateway counts and limits the requests of a tenant. Without
 * a usage plan, as in the host, there is nothing to do. Safe to repeat. provision-tenant does not do this
 * itself, because it is in the network, from where API Gateway cannot be reached.
 * @throws TENANT_ID_INVALID when the id has another form
 * @throws API_KEY_TAKEN when another key of the account has the value
 */
export const handler = metered('api-key', run, ({ tenantId }) => ({ tenantId }))
