import type { Context } from 'aws-lambda'
import { createTenantKey, deleteTenantKey, keyNamesInPlan } from '../../../infra/api-gateway/tenant-key.ts'
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
/** The deployment asks for the keys of all tenants. */
type WantedKeys = { tenantIds: readonly string[] }

export type KeyState = 'present' | 'removed' | 'not needed'
/** `pending` are the tenants for whose keys the time did not suffice: invoke it again with them. */
export type KeyReport = { created: number; pending: readonly string[] }

/** A key takes at most 15 s, and none is begun in this time at the end of an invocation. */
const reserveMs = 16_000

const ensureOne = async ({ tenantId, remove = false }: Wanted): Promise<KeyState> => {
  if (!isTenantId(tenantId)) throw new TenantIdInvalid()
  const usagePlanId = settings(['USAGE_PLAN_ID']).USAGE_PLAN_ID
  const value = usageKey(tenantId)
  if (usagePlanId === undefined || value === undefined) return 'not needed'
  await (remove ? deleteTenantKey({ value }) : createTenantKey({ value, usagePlanId }))
  log('info', remove ? 'API key removed' : 'API key present', { tenantId })
  return remove ? 'removed' : 'present'
}

const ensureMany = async (tenantIds: readonly string[], remainingMs: () => number): Promise<KeyReport> => {
  const usagePlanId = settings(['USAGE_PLAN_ID']).USAGE_PLAN_ID
  if (usagePlanId === undefined) return { created: 0, pending: [] }
  const present = await keyNamesInPlan(usagePlanId)
  const missing = tenantIds.filter((tenantId) => !present.has(usageKey(tenantId) ?? ''))
  for (const [index, tenantId] of missing.entries()) {
    if (index > 0 && remainingMs() < reserveMs) return { created: index, pending: missing.slice(index) }
    await ensureOne({ tenantId })
  }
  return { created: missing.length, pending: [] }
}

const run = async (
  event: Wanted | WantedKeys,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KeyState | KeyReport> =>
  'tenantIds' in event
    ? traceInvocation('api-key', {}, () =>
        ensureMany(event.tenantIds, () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY),
      )
    : traceInvocation('api-key', { attributes: { 'finance.tenant': event.tenantId } }, () => ensureOne(event))

/**
 * Private: makes or removes the key by which API Gateway counts and limits the requests of a tenant, or makes
 * those of many tenants that have none. Without a usage plan, as in the host, there is nothing to do. Safe to
 * repeat. provision-tenant does not do this itself, because it is in the network, from where API Gateway
 * cannot be reached.
 * @throws TENANT_ID_INVALID when an id has another form
 * @throws API_KEY_TAKEN when another key of the account has the value
 */
export const handler = metered('api-key', run, (event) => ({
  tenantId: 'tenantId' in event ? event.tenantId : '',
}))
