import type { Aggregate } from '../event/aggregate.ts'
import { codec } from '../event/codec.ts'
import { type TenantEvent, tenantEvents } from './events.ts'
import { evolveTenant } from './evolve.ts'
import { initialTenant, type Tenant } from './state.ts'

export const tenants: Aggregate<Tenant, TenantEvent> = {
  initial: initialTenant,
  evolve: evolveTenant,
  ...codec(tenantEvents),
}
