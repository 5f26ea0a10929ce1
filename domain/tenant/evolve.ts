import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import type { PlaceUsed, TenantEvent, TenantUpdated } from './events.ts'
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
    case 'TenantUpdated':
      return updated(tenant, event)
    case 'PlaceUsed':
      return placeUsed(tenant, event)
    case 'TenantLeftUnchanged':
      return tenant
    default:
      return unreachable(event)
  }
}

const updated = (tenant: RegisteredTenant, { type, by, at, ...details }: TenantUpdated): RegisteredTenant => {
  const removed = tenant.placesInUse.filter((used) => !details.places.some(({ code }) => code === used))
  if (removed.length > 0)
    throw new StreamDamaged(`Tenant ${tenant.id} loses places that are in use: ${removed.join(', ')}`)
  return { ...tenant, ...details, updatedAt: at }
}

const placeUsed = (tenant: RegisteredTenant, { place }: PlaceUsed): RegisteredTenant => {
  if (!tenant.places.some(({ code }) => code === place))
    throw new StreamDamaged(`Tenant ${tenant.id} uses the place ${place}, which it does not have`)
  if (tenant.placesInUse.includes(place))
    throw new StreamDamaged(`Tenant ${tenant.id} uses the place ${place} for the first time twice`)
  return { ...tenant, placesInUse: [...tenant.placesInUse, place] }
}
