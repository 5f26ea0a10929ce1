import { BrokenInvariant, unreachable } from '../decision.ts'
import type { TenantEvent } from './events.ts'
import type { Tenant } from './state.ts'

export const evolveTenant = (tenant: Tenant, event: TenantEvent): Tenant => {
  switch (event.type) {
    case 'TenantRegistered': {
      const { type, tenantId, by, at, ...details } = event
      return { status: 'REGISTERED', id: tenantId, ...details, createdAt: at, updatedAt: at }
    }
    case 'TenantUpdated': {
      const { type, by, at, ...details } = event
      if (tenant.status === 'NONE')
        throw new BrokenInvariant('TenantUpdated without TenantRegistered before it')
      return { ...tenant, ...details, updatedAt: at }
    }
    case 'TenantLeftUnchanged':
      return tenant
    default:
      return unreachable(event)
  }
}
