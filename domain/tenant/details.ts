import { accepted, allOf, type Result, refused } from '../decision.ts'
import { readBin, readTin } from '../identity/identifiers.ts'
import type { Maybe } from '../maybe.ts'
import { writeTaka } from '../money/poisha.ts'
import { readTaka } from '../money/read.ts'
import { longTextLimit, readOptional, readOptionalText, readText } from '../text/read.ts'
import type { TenantDetails } from './events.ts'
import type { UpdateTenantInput } from './input.ts'
import { readPlaces } from './read-places.ts'

/** In taka. Enough for bank charges and rounding; more is for the tenant to decide. */
export const defaultWriteOffLimit = '10.00'

/** The current details with the given fields changed. */
export const changedDetails = (input: UpdateTenantInput, current: TenantDetails): Result<TenantDetails> => {
  if (input.makerChecker === null)
    return refused('FIELD_REQUIRED', { field: 'makerChecker' }, 'input.makerChecker')
  const text = (
    name: 'address' | 'responsiblePersonName' | 'responsiblePersonDesignation',
    most?: number,
  ): Result<string | null> =>
    input[name] === undefined ? accepted(current[name]) : readOptionalText(input[name], `input.${name}`, most)
  const name = input.name === undefined ? accepted(current.name) : readText(input.name, 'input.name')
  const address = text('address', longTextLimit)
  const person = {
    responsiblePersonName: text('responsiblePersonName'),
    responsiblePersonDesignation: text('responsiblePersonDesignation'),
  }
  const main = {
    name: valueOr(name, current.name),
    address: valueOr(address, current.address),
    responsiblePersonName: valueOr(person.responsiblePersonName, current.responsiblePersonName),
    responsiblePersonDesignation: valueOr(
      person.responsiblePersonDesignation,
      current.responsiblePersonDesignation,
    ),
  }
  return allOf({
    name,
    bin: input.bin === undefined ? accepted(current.bin) : readOptional(input.bin, readBin, 'input.bin'),
    tin: input.tin === undefined ? accepted(current.tin) : readOptional(input.tin, readTin, 'input.tin'),
    address,
    ...person,
    makerChecker: accepted(input.makerChecker ?? current.makerChecker),
    writeOffLimit: readWriteOffLimit(input.writeOffLimit, current.writeOffLimit),
    places: input.places === undefined ? accepted(current.places) : readPlaces(input.places ?? [], main),
  })
}

const valueOr = <Value>(read: Result<Value>, current: Value): Value => (read.ok ? read.value : current)

/** null is the default again; 0 allows no write-off. */
const readWriteOffLimit = (limit: Maybe<string>, current: string): Result<string> => {
  if (limit === undefined) return accepted(current)
  if (limit === null) return accepted(defaultWriteOffLimit)
  const read = readTaka(limit, 'input.writeOffLimit')
  return read.ok ? accepted(writeTaka(read.value)) : read
}
