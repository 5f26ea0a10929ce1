import { expect, test } from '@jest/globals'
import { missingFields } from './party.ts'

const party = { partyId: 'c-1', name: 'Bengal Traders', address: null, tin: null, bin: null, nid: null }

test('the required fields that the party lacks are returned', () => {
  expect(missingFields(party, ['name', 'address', 'bin'])).toEqual(['address', 'bin'])
  expect(missingFields(party, ['name', 'address'])).toEqual(['address'])
  expect(missingFields(party, ['name'])).toEqual([])
})
