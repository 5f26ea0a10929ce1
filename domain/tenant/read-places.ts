import { accepted, allOf, each, type Result, refused } from '../decision.ts'
import { isPlaceCode, mainPlace } from '../numbering/places.ts'
import { trimmed } from '../text/blanks.ts'
import { excerpt, isMissing, readOptionalText, readText } from '../text/read.ts'
import type { Place, TenantDetails } from './events.ts'
import type { PlaceInput } from './input.ts'

/** The places of a tenant besides MAIN. Every command reads all of them, because it reads the tenant. */
const maxPlaces = 100
const placeAddressLimit = 500

const personFields = ['responsiblePersonName', 'responsiblePersonDesignation'] as const
type PersonField = (typeof personFields)[number]
type Main = Pick<TenantDetails, 'name' | 'address' | PersonField>

/**
 * The places of issue of a tenant besides MAIN. MAIN is the tenant itself, so a client can give back the list
 * that it read; it is refused with another name, address or responsible person than those of the tenant.
 */
export const readPlaces = (input: readonly PlaceInput[], main: Main): Result<readonly Place[]> => {
  const codes = input.map(({ code }) => trimmed(code))
  const count = codes.filter((code) => code !== mainPlace).length
  if (count > maxPlaces) return refused('TOO_MANY_PLACES', { count, most: maxPlaces }, 'input.places')
  const places = each(input, (place, index) => {
    const path = `input.places[${index}]`
    const code = readCode(codes, index, `${path}.code`)
    if (codes[index] !== mainPlace) return readOther(code, place, path)
    return code.ok ? readMain(place, main, path) : code
  })
  return places.ok ? accepted(places.value.filter((place) => place !== null)) : places
}

const readCode = (codes: readonly string[], index: number, path: string): Result<string> => {
  const code = codes[index] ?? ''
  if (!isPlaceCode(code)) return refused('PLACE_CODE_INVALID', { value: excerpt(code) }, path)
  return codes.indexOf(code) === index ? accepted(code) : refused('PLACE_TWICE', { place: code }, path)
}

const readMain = (place: PlaceInput, main: Main, path: string): Result<null> => {
  const isTenant =
    trimmed(place.name) === main.name &&
    trimmed(place.address ?? '') === (main.address ?? '') &&
    personFields.every((field) => isMissing(place[field]) || trimmed(place[field]) === main[field])
  return isTenant ? accepted(null) : refused('PLACE_RESERVED', { place: mainPlace }, path)
}

const readOther = (code: Result<string>, place: PlaceInput, path: string): Result<Place> => {
  const named = (field: PersonField) => readOptionalText(place[field], `${path}.${field}`)
  const isSigned = !isMissing(place.responsiblePersonDesignation)
  const person = `${path}.responsiblePersonName`
  return allOf({
    code,
    name: readText(place.name, `${path}.name`),
    address: readText(place.address, `${path}.address`, placeAddressLimit),
    responsiblePersonName: isSigned
      ? readText(place.responsiblePersonName, person)
      : named('responsiblePersonName'),
    responsiblePersonDesignation: named('responsiblePersonDesignation'),
  })
}
