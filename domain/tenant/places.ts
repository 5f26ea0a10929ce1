import { mainPlace } from '../numbering/places.ts'
import type { TenantDetails } from './events.ts'

type Person = Pick<TenantDetails, 'responsiblePersonName' | 'responsiblePersonDesignation'>
type Places = Person & Pick<TenantDetails, 'name' | 'address' | 'places'>

/**
 * The places of issue of a tenant: MAIN, which is the tenant itself and may have no address, and the others.
 */
export const placesOf = ({ name, address, places, ...tenant }: Places) => [
  { code: mainPlace, name, address, ...personOf(tenant) },
  ...places,
]

/** Who signs the documents of a place: its own responsible person, or else that of the tenant. */
export const responsiblePersonOf = (tenant: Places, place: string): Person => {
  const found = findPlace(tenant, place)
  return personOf(found && found.responsiblePersonName !== null ? found : tenant)
}

const personOf = ({ responsiblePersonName, responsiblePersonDesignation }: Person): Person => ({
  responsiblePersonName,
  responsiblePersonDesignation,
})

/** The place of issue with this code; undefined for one that the tenant does not have. */
export const findPlace = (tenant: Places, place: string) =>
  placesOf(tenant).find(({ code }) => code === place)

/** The address of a place of issue; undefined for a place that the tenant does not have. */
export const addressOfPlace = (tenant: Places, place: string): string | null | undefined =>
  findPlace(tenant, place)?.address
