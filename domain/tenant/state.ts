import type { Instant } from '../calendar/dates.ts'
import type { TenantDetails } from './events.ts'

export type Unregistered = Readonly<{ status: 'NONE' }>
export type RegisteredTenant = TenantDetails &
  Readonly<{
    status: 'REGISTERED'
    id: string
    /** The codes of the places that an invoice has named. */
    placesInUse: readonly string[]
    createdAt: Instant
    updatedAt: Instant
  }>
export type Tenant = Unregistered | RegisteredTenant

export const initialTenant: Unregistered = { status: 'NONE' }
