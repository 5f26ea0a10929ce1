import { expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { registered } from '../testing/tenants.ts'
import { usePlace } from './use-place.ts'

const acme = registered({ places: [{ code: 'CTG', name: 'Depot', address: '7 Agrabad' }] })
const using = (place: string, tenant = acme) => usePlace(tenant, { place, by: rahim, at: noon })

test('50 the first use of a place has an event', () => {
  expect(using('CTG')).toEqual({
    ok: true,
    events: [{ type: 'PlaceUsed', place: 'CTG', by: rahim, at: noon }],
  })
})

test('50 MAIN and a place in use have none', () => {
  expect(using('MAIN')).toEqual({ ok: true, events: [] })
  expect(using('CTG', { ...acme, placesInUse: ['KHL', 'CTG'] })).toEqual({ ok: true, events: [] })
  expect(using('CTG', { ...acme, placesInUse: ['KHL'] })).toMatchObject({ events: [{ place: 'CTG' }] })
})
