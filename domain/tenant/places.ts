import { mainPlace } from '../numbering/places.ts'
import type { TenantDetails } from './events.ts'

type Places = Pick<TenantDetails, 'name' | 'address' | 'places'>

/**
 * The places of issue of a tenant: MAIN, which is the tenant itself and may have no address, and the others.
 */
export const placesOf = ({ name, address, places }: Places) => [{ code: mainPlace, name, address }, ...places]

/** The place of issue with this code; undefined for one that the tenant does not have. */
export const findPlace = (tenant: Places, place: string) =>
  placesOf(tenant).find(({ code }) => code === place)

/** The address of a place of issue; undefined for a place that the tenant does not have. */
export const addressOfPlace = (tenant: Places, place: string): string | null | undefined =>
  findPlace(tenant, place)?.address
