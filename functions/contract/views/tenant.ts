import { taka } from '../../../domain/money/poisha.ts'
import { placesOf } from '../../../domain/tenant/places.ts'
import type { RegisteredTenant } from '../../../domain/tenant/state.ts'
import { money } from './money.ts'

/** The type Tenant of the contract, at a revision of its stream. */
export const tenantView = (
  { status, updatedAt, placesInUse, ...tenant }: RegisteredTenant,
  revision: number,
) => ({
  ...tenant,
  places: placesOf(tenant),
  writeOffLimit: money(taka(tenant.writeOffLimit)),
  revision,
})
