import { accepted, type Refused, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { mainPlace } from '../../numbering/places.ts'
import { addressOfPlace, placesOf } from '../../tenant/places.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { excerpt, longTextLimit, readOptionalText } from '../../text/read.ts'
import type { ContentData } from '../event-shapes.ts'

/** Where an invoice is issued. */
export type PlaceOfIssue = Pick<ContentData, 'place' | 'addressOfIssue' | 'addressOfIssueIsGiven'>

type PlaceInput = Readonly<{ place?: Maybe<string>; vendorAddress?: Maybe<string> }>

/** MAIN, the tenant's own address, as the place of issue of a draft. */
export const atMain = ({ address }: RegisteredTenant): PlaceOfIssue => ({
  place: mainPlace,
  addressOfIssue: address,
  addressOfIssueIsGiven: false,
})

/**
 * The current place of issue with the given fields changed. vendorAddress is the address of issue of this one
 * document; without it the address is that of the place. A field that is cleared is as if it was never given.
 * readSeller refuses an address that cannot be read.
 */
export const readPlace = (
  { place, vendorAddress }: PlaceInput,
  current: PlaceOfIssue,
  tenant: RegisteredTenant,
): Result<PlaceOfIssue> => {
  const named = readOptionalText(place, 'input.place')
  if (!named.ok) return named
  const code = place === undefined ? current.place : (named.value ?? mainPlace)
  const ofPlace = addressOfPlace(tenant, code)
  if (ofPlace === undefined) return refusePlace(tenant, code, 'input.place')
  const { addressOfIssue, addressOfIssueIsGiven } = current
  if (code === current.place && vendorAddress === undefined)
    return accepted({ place: code, addressOfIssue, addressOfIssueIsGiven })
  const kept = addressOfIssueIsGiven ? addressOfIssue : null
  const address = readOptionalText(vendorAddress, 'input.vendorAddress', longTextLimit)
  const given = vendorAddress === undefined || !address.ok ? kept : address.value
  return accepted({ place: code, addressOfIssue: given ?? ofPlace, addressOfIssueIsGiven: given !== null })
}

/** The refusal of a place that the tenant does not have. */
export const refusePlace = (tenant: RegisteredTenant, place: string, path?: string): Refused => {
  const places = placesOf(tenant).map(({ code }) => code)
  return refused('PLACE_UNKNOWN', { place: excerpt(place), places }, path)
}
