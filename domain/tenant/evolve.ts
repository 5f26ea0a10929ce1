import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import type { TenantEvent } from './events.ts'
import type { RegisteredTenant, Tenant } from './state.ts'

/**
 * The tenant after an event.
 * @throws StreamDamaged when the event cannot have happened after those before it
 */
export const evolveTenant = (tenant: Tenant, event: TenantEvent): RegisteredTenant => {
  if (event.type === 'TenantRegistered') {
    if (tenant.status !== 'NONE') throw new StreamDamaged(`Tenant ${tenant.id} is registered twice`)
    const { type, tenantId, by, at, ...details } = event
    return { status: 'REGISTERED', id: tenantId, ...details, placesInUse: [], createdAt: at, updatedAt: at }
  }
  if (tenant.status === 'NONE') throw new StreamDamaged(`${event.type} without TenantRegistered before it`)
  switch (event.type) {
    case 'TenantUpdated': {
      const { type, by, at, ...details } = event
      return { ...tenant, ...details, updatedAt: at }
    }
    case 'PlaceUsed':
      return { ...tenant, placesInUse: [...tenant.placesInUse, event.place] }
    case 'TenantLeftUnchanged':
      return tenant
    default:
      return unreachable(event)
  }
}
