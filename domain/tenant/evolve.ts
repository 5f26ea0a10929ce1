import { BrokenInvariant, unreachable } from '../decision.ts'
import type { TenantEvent } from './events.ts'
import type { RegisteredTenant, Tenant } from './state.ts'

/**
 * The tenant after an event.
 * @throws BrokenInvariant when the event cannot follow this state
 */
export const evolveTenant = (tenant: Tenant, event: TenantEvent): RegisteredTenant => {
  if (event.type === 'TenantRegistered') {
    const { type, tenantId, by, at, ...details } = event
    return { status: 'REGISTERED', id: tenantId, ...details, createdAt: at, updatedAt: at }
  }
  if (tenant.status === 'NONE') throw new BrokenInvariant(`${event.type} without TenantRegistered before it`)
  switch (event.type) {
    case 'TenantUpdated': {
      const { type, by, at, ...details } = event
      return { ...tenant, ...details, updatedAt: at }
    }
    case 'TenantLeftUnchanged':
      return tenant
    default:
      return unreachable(event)
  }
}
