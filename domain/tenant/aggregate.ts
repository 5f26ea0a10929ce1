import type { Aggregate } from '../event/aggregate.ts'
import { codec } from '../event/codec.ts'
import { type TenantEvent, tenantEvents } from './events.ts'
import { evolveTenant } from './evolve.ts'
import { initialTenant, type RegisteredTenant, type Unregistered } from './state.ts'

export const tenants: Aggregate<Unregistered, RegisteredTenant, TenantEvent> = {
  initial: initialTenant,
  evolve: evolveTenant,
  ...codec(tenantEvents),
}
