import { accepted, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { mainPlace } from '../../numbering/places.ts'
import { addressOfPlace, placesOf } from '../../tenant/places.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { excerpt, longTextLimit, readOptionalText } from '../../text/read.ts'
import type { ContentData } from '../event-shapes.ts'

/** Where an invoice is issued. */
export type PlaceOfIssue = Pick<ContentData, 'place' | 'addressOfIssue' | 'addressOfIssueIsGiven'>

type PlaceInput = Readonly<{ place?: Maybe<string>; vendorAddress?: Maybe<string> }>

/** The place of a draft that has no input yet. */
export const noPlaceYet: PlaceOfIssue = {
  place: mainPlace,
  addressOfIssue: null,
  addressOfIssueIsGiven: false,
}

/**
 * The current place of issue with the given fields changed. vendorAddress is the address of issue of this one
 * document; without it the address is that of the place. A field that is cleared is as if it was never given.
 */
export const readPlace = (
  { place, vendorAddress }: PlaceInput,
  current: PlaceOfIssue,
  tenant: RegisteredTenant,
): Result<PlaceOfIssue> => {
  const address = readOptionalText(vendorAddress, 'input.vendorAddress', longTextLimit)
  if (!address.ok) return address
  const code = place === undefined ? current.place : (place ?? mainPlace)
  const ofPlace = addressOfPlace(tenant, code)
  if (ofPlace === undefined) {
    const places = placesOf(tenant).map((one) => one.code)
    return refused('PLACE_UNKNOWN', { place: excerpt(code, 20), places }, 'input.place')
  }
  const kept = current.addressOfIssueIsGiven ? current.addressOfIssue : null
  const given = vendorAddress === undefined ? kept : address.value
  return accepted({
    place: code,
    addressOfIssue: given ?? ofPlace,
    addressOfIssueIsGiven: given !== null,
  })
}
