import { describe, expect, test } from '@jest/globals'
import { acme, creating, unsigned, updating } from '../../testing/examples.ts'
import { type Decide, given, history, invoiceAfter } from '../../testing/scenario.ts'

const depot = '7 Agrabad C/A, Chattogram'
const moved = {
  ...acme,
  address: '1 New Road',
  places: [{ code: 'CTG', name: 'Depot', address: 'Port Road', ...unsigned }],
}

const placeOf = (...decisions: readonly Decide[]) => {
  const { place, addressOfIssue, addressOfIssueIsGiven, seller } = invoiceAfter(...decisions)
  return { place, addressOfIssue, addressOfIssueIsGiven, sellerAddress: seller.address }
}

describe('50 the place of issue of a draft', () => {
  test.each([{}, { place: null }, { place: ' ' }, { place: 'MAIN' }])('is MAIN with %j', (input) => {
    expect(placeOf(creating(input))).toEqual({
      place: 'MAIN',
      addressOfIssue: acme.address,
      addressOfIssueIsGiven: false,
      sellerAddress: acme.address,
    })
  })

  test('is the place that is given, with its address', () => {
    const atDepot = { place: 'CTG', addressOfIssue: depot, sellerAddress: acme.address }
    expect(placeOf(creating({ place: 'CTG' }))).toMatchObject(atDepot)
    expect(placeOf(creating({ place: ' CTG ' }))).toMatchObject(atDepot)
    expect(placeOf(creating(), updating({ place: 'CTG' }))).toMatchObject(atDepot)
  })

  test('remains where an update does not give it, and null makes it MAIN', () => {
    expect(placeOf(creating({ place: 'CTG' }), updating({ vehicle: 'A' }))).toMatchObject({ place: 'CTG' })
    expect(placeOf(creating({ place: 'CTG' }), updating({ place: null }))).toMatchObject({
      place: 'MAIN',
      addressOfIssue: acme.address,
    })
  })

  test.each(['KHL', 'ctg', 'x'.repeat(41)])('%s is refused: the tenant does not have it', (place) => {
    for (const decide of [creating({ place }), updating({ place })])
      expect(given(...history(creating())).when(decide).refusal).toMatchObject({
        code: 'PLACE_UNKNOWN',
        path: 'input.place',
        params: { place: place.slice(0, 40), places: ['MAIN', 'CTG'] },
      })
  })

  test('is refused when it is too long', () => {
    expect(given().when(creating({ place: 'x'.repeat(201) })).refusal).toMatchObject({
      code: 'TEXT_TOO_LONG',
      path: 'input.place',
    })
  })

  test('is refused on an update when the tenant no longer has it', () => {
    const draft = given(...history(creating({ place: 'CTG' })))
    const without = { ...acme, places: [] }
    expect(draft.when(updating({ vehicle: 'A' }, { tenant: without })).refusal?.code).toBe('PLACE_UNKNOWN')
    expect(draft.when(updating({ place: 'MAIN' }, { tenant: without })).refusal).toBeNull()
  })
})

describe('50 an address of issue that is given', () => {
  const given9 = {
    addressOfIssue: '9 Depot Lane',
    addressOfIssueIsGiven: true,
    sellerAddress: '9 Depot Lane',
  }
  const vendorAddress = ' 9 Depot Lane '

  test('is that of the document and of its seller, at every place', () => {
    expect(placeOf(creating({ vendorAddress }))).toEqual({ place: 'MAIN', ...given9 })
    expect(placeOf(creating({ vendorAddress, place: 'CTG' }))).toEqual({ place: 'CTG', ...given9 })
    expect(placeOf(creating(), updating({ vendorAddress }))).toEqual({ place: 'MAIN', ...given9 })
  })

  test('survives other updates, also a change of the place', () => {
    expect(placeOf(creating({ vendorAddress }), updating({ place: 'CTG' }))).toEqual({
      place: 'CTG',
      ...given9,
    })
  })

  test.each([null, ' '])('is cleared by %j, and then follows the place', (cleared) => {
    expect(placeOf(creating({ vendorAddress, place: 'CTG' }), updating({ vendorAddress: cleared }))).toEqual({
      place: 'CTG',
      addressOfIssue: depot,
      addressOfIssueIsGiven: false,
      sellerAddress: acme.address,
    })
  })

  test('is refused once when it is too long', () => {
    const refusal = given().when(creating({ vendorAddress: 'x'.repeat(2001) })).refusal
    expect(refusal).toMatchObject({ code: 'TEXT_TOO_LONG', path: 'input.vendorAddress' })
    expect(refusal?.others).toBeUndefined()
  })
})

test('50 an update that changes nothing has no event, also after the tenant has moved', () => {
  const draft = given(...history(creating({ place: 'CTG' })))
  for (const input of [{}, { place: 'CTG' }])
    expect(draft.when(updating(input, { tenant: moved })).events).toEqual([])
  expect(draft.when(updating({ place: 'MAIN' }, { tenant: moved })).invoice.addressOfIssue).toBe('1 New Road')
})
