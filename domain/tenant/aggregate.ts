import type { Aggregate, Loaded } from '../event/aggregate.ts'
import type { TenantEvent } from './events.ts'
import { evolveTenant } from './evolve.ts'
import { initialTenant, type Tenant } from './state.ts'
import { decodeTenantEvent, encodeTenantEvent } from './versions.ts'

export type LoadedTenant = Loaded<Tenant, TenantEvent>

export const tenants: Aggregate<Tenant, TenantEvent> = {
  initial: initialTenant,
  evolve: evolveTenant,
  decode: decodeTenantEvent,
  encode: encodeTenantEvent,
}
