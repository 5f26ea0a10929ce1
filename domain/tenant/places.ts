import { mainPlace } from '../numbering/places.ts'
import type { TenantDetails } from './events.ts'

type Places = Pick<TenantDetails, 'name' | 'address' | 'places'>

/**
 * The places of issue of a tenant: MAIN, which is the tenant itself and may have no address, and the others.
 */
export const placesOf = ({ name, address, places }: Places) => [{ code: mainPlace, name, address }, ...places]

/** The address of a place of issue; undefined for a place that the tenant does not have. */
export const addressOfPlace = (tenant: Places, place: string): string | null | undefined =>
  placesOf(tenant).find(({ code }) => code === place)?.address
