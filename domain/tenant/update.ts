import type { Instant } from '../calendar/dates.ts'
import { type Decision, decided, refused } from '../decision.ts'
import { sameData } from '../event/same-data.ts'
import { changedDetails } from './details.ts'
import type { TenantUpdated } from './events.ts'
import type { UpdateTenantInput } from './input.ts'
import type { RegisteredTenant } from './state.ts'

export type UpdateTenant = Readonly<{ input: UpdateTenantInput; by: string; at: Instant }>

/**
 * Changes details of a tenant. Issued invoices keep the seller and the address of their approval. A place
 * that an invoice has named remains. Without a change there is no event.
 */
export const updateTenant = (
  tenant: RegisteredTenant,
  { input, by, at }: UpdateTenant,
): Decision<TenantUpdated> => {
  const { status, id, placesInUse, createdAt, updatedAt, ...current } = tenant
  const details = changedDetails(input, current)
  if (!details.ok) return details
  const kept = details.value.places.map(({ code }) => code)
  const removed = placesInUse.filter((code) => !kept.includes(code))
  if (removed.length > 0) return refused('PLACE_IN_USE', { places: removed }, 'input.places')
  return sameData(details.value, current)
    ? decided()
    : decided({ type: 'TenantUpdated', ...details.value, by, at })
}
