import type { TenantEvent } from '../../domain/tenant/events.ts'
import { evolveTenant } from '../../domain/tenant/evolve.ts'
import { initialTenant, type Tenant } from '../../domain/tenant/state.ts'
import { decodeTenantEvent, encodeTenantEvent } from '../../domain/tenant/versions.ts'
import type { Aggregate, Loaded } from './aggregate.ts'

export type LoadedTenant = Loaded<Tenant, TenantEvent>

export const tenants: Aggregate<Tenant, TenantEvent> = {
  initial: initialTenant,
  evolve: evolveTenant,
  decode: decodeTenantEvent,
  encode: encodeTenantEvent,
}
