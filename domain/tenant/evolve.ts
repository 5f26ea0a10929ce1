import { unreachable } from '../decision.ts'
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
      return tenant.status === 'REGISTERED' ? { ...tenant, ...details, updatedAt: at } : tenant
    }
    default:
      return unreachable(event)
  }
}
