import type { TenantEvent } from '../../domain/tenant/events.ts'
import { evolveTenant } from '../../domain/tenant/evolve.ts'
import { initialTenant, type Tenant } from '../../domain/tenant/state.ts'
import { decodeTenantEvent } from '../../domain/tenant/versions.ts'
import { tenantStream } from '../../infra/event-store/names.ts'
import { readStream } from '../../infra/event-store/read.ts'
import { type Recorded, recorded } from './recorded.ts'

export const recordedTenantEvent = recorded(decodeTenantEvent)

/** The tenant after these events, oldest first. */
export const foldTenant = (history: readonly Recorded<TenantEvent>[]): Tenant =>
  history.reduce<Tenant>((tenant, { event }) => evolveTenant(tenant, event), initialTenant)

/** @throws EventStoreUnavailable, EventUndecodable */
export const loadTenant = async (tenantId: string): Promise<Tenant> =>
  foldTenant((await readStream(tenantStream(tenantId))).map(recordedTenantEvent))
