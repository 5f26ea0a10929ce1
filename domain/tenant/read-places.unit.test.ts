import { describe, expect, test } from '@jest/globals'
import { noon, rahim, unsigned } from '../testing/examples.ts'
import { registered, registering } from '../testing/tenants.ts'
import { evolveTenant } from './evolve.ts'
import type { PlaceInput } from './input.ts'
import { updateTenant } from './update.ts'

const depot = { code: 'CTG', name: 'Chattogram depot', address: '7 Agrabad C/A', ...unsigned }
const shop = { code: 'K2', name: 'Khulna shop', address: '1 Ferry Road', ...unsigned }
const acme = registered({ address: '12 Motijheel', places: [depot, shop] })

const updating = (places: readonly PlaceInput[] | null, tenant = acme) =>
  updateTenant(tenant, { input: { places }, by: rahim, at: noon })

/** The tenant after an invoice has named the depot. */
const used = evolveTenant(acme, { type: 'PlaceUsed', place: 'CTG', by: rahim, at: noon })

describe('50 the places of a tenant', () => {
  test('are those of its registration, without blanks around them', () => {
    expect(acme.places).toEqual([depot, shop])
    expect(registered({ places: [{ code: ' CTG ', name: ' A ', address: '\tB ' }] }).places).toEqual([
      { code: 'CTG', name: 'A', address: 'B', ...unsigned },
    ])
    expect(registered({ places: null }).places).toEqual([])
  })

  test('are replaced by an update that gives them, and null removes all', () => {
    expect(updating([shop])).toMatchObject({ events: [{ type: 'TenantUpdated', places: [shop] }] })
    expect(updating(null)).toMatchObject({ events: [{ places: [] }] })
    expect(updating([depot, shop])).toEqual({ ok: true, events: [] })
    expect(updateTenant(acme, { input: { name: 'B' }, by: rahim, at: noon })).toMatchObject({
      events: [{ places: [depot, shop] }],
    })
  })

  test.each(['ctg', 'C', 'CTGDEPO', '1CTG', 'C-1', 'CTG 1', '', 'ঢাকা'])('%j is not a code', (code) => {
    expect(updating([shop, { ...depot, code }])).toMatchObject({
      refusal: { code: 'PLACE_CODE_INVALID', path: 'input.places[1].code', params: { value: code } },
    })
  })

  test.each(['CT', 'C1', 'CTGDEP', 'C12345'])('%j is a code', (code) => {
    expect(updating([{ ...depot, code }])).toMatchObject({ events: [{ places: [{ code }] }] })
  })

  test('the refusal repeats only the beginning of a long code', () => {
    expect(updating([{ ...depot, code: 'C'.repeat(99) }])).toMatchObject({
      refusal: { params: { value: 'C'.repeat(40) } },
    })
  })

  test.each([
    ['a code twice', [depot, shop, { ...shop, code: 'CTG ' }], 'PLACE_TWICE', 'input.places[2].code'],
    ['no name', [{ ...depot, name: ' ' }], 'FIELD_REQUIRED', 'input.places[0].name'],
    ['no address', [{ ...depot, address: null }], 'FIELD_REQUIRED', 'input.places[0].address'],
    ['a long name', [{ ...depot, name: 'x'.repeat(201) }], 'TEXT_TOO_LONG', 'input.places[0].name'],
    ['a long address', [{ ...depot, address: 'x'.repeat(501) }], 'TEXT_TOO_LONG', 'input.places[0].address'],
  ])('with %s are refused', (_, places, code, path) => {
    expect(updating(places)).toMatchObject({ refusal: { code, path } })
    expect(registering({ places })).toMatchObject({ refusal: { code, path } })
  })

  test.each(['ctg', 'K2'])(
    'are refused with a wrong code, here %j, and the other fields of the place',
    (code) => {
      expect(updating([shop, { ...depot, code, name: '', address: '' }])).toMatchObject({
        refusal: {
          path: 'input.places[1].code',
          others: [{ path: 'input.places[1].name' }, { path: 'input.places[1].address' }],
        },
      })
    },
  )

  test('are refused with every field that is wrong', () => {
    expect(updating([{ ...depot, name: '', address: '' }, shop, shop])).toMatchObject({
      refusal: {
        path: 'input.places[0].name',
        others: [{ path: 'input.places[0].address' }, { path: 'input.places[2].code' }],
      },
    })
  })

  const signed = { ...depot, responsiblePersonName: ' Nasrin ', responsiblePersonDesignation: 'Manager' }

  test('may each have a responsible person', () => {
    expect(updating([signed, shop])).toMatchObject({
      events: [{ places: [{ ...signed, responsiblePersonName: 'Nasrin' }, shop] }],
    })
    expect(updating([{ ...signed, responsiblePersonDesignation: ' ' }])).toMatchObject({
      events: [{ places: [{ responsiblePersonName: 'Nasrin', responsiblePersonDesignation: null }] }],
    })
  })

  test.each([
    ['Name', null, 'FIELD_REQUIRED'],
    ['Name', 'x'.repeat(201), 'TEXT_TOO_LONG'],
    ['Designation', 'x'.repeat(201), 'TEXT_TOO_LONG'],
  ])('are refused with a responsiblePerson%s %j', (field, value, code) => {
    expect(updating([shop, { ...signed, [`responsiblePerson${field}`]: value }])).toMatchObject({
      refusal: { code, path: `input.places[1].responsiblePerson${field}` },
    })
  })

  test('are at most 100 besides MAIN', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...depot, code: `P${index}0` }))
    const main = { code: 'MAIN', name: 'Acme Ltd', address: '12 Motijheel' }
    expect(updating([main, ...many])).toMatchObject({ ok: true, events: [{ places: many }] })
    expect(updating([...many, depot])).toMatchObject({
      refusal: { code: 'TOO_MANY_PLACES', path: 'input.places', params: { count: 101, most: 100 } },
    })
  })
})

describe('50 MAIN among the places', () => {
  const main = { code: 'MAIN', name: 'Acme Ltd', address: '12 Motijheel' }

  test('is accepted as it was read, and not stored', () => {
    expect(updating([main, shop])).toMatchObject({ events: [{ places: [shop] }] })
    expect(updating([{ ...main, name: ' Acme Ltd ' }, depot, shop])).toEqual({ ok: true, events: [] })
    const withoutAddress = registered({})
    for (const address of [undefined, null, ' '])
      expect(updating([{ code: 'MAIN', name: 'Acme Ltd', address }], withoutAddress).ok).toBe(true)
  })

  test.each([
    { ...main, name: 'Head office' },
    { ...main, address: '1 New Road' },
    { ...main, address: null },
  ])('$name, $address is refused', (place) => {
    expect(updating([shop, place])).toMatchObject({
      refusal: { code: 'PLACE_RESERVED', path: 'input.places[1]', params: { place: 'MAIN' } },
    })
  })

  test('has the responsible person of the tenant', () => {
    const person = { responsiblePersonName: 'Rahim Uddin', responsiblePersonDesignation: null }
    const tenant = registered({ address: '12 Motijheel', ...person })
    expect(updating([{ ...main, ...person }, shop], tenant)).toMatchObject({ events: [{ places: [shop] }] })
    for (const other of [{ responsiblePersonName: 'Karim' }, { responsiblePersonDesignation: 'Clerk' }])
      expect(updating([{ ...main, ...other }], tenant)).toMatchObject({ refusal: { code: 'PLACE_RESERVED' } })
  })

  test('has the name and address of the tenant after the update', () => {
    const changing = (places: readonly PlaceInput[]) =>
      updateTenant(acme, { input: { name: 'B', address: 'C', places }, by: rahim, at: noon })
    expect(changing([{ code: 'MAIN', name: 'B', address: 'C' }]).ok).toBe(true)
    expect(changing([main])).toMatchObject({ refusal: { code: 'PLACE_RESERVED' } })
  })
})

describe('50 a place in use', () => {
  test('cannot be removed', () => {
    for (const places of [null, [], [shop]])
      expect(updating(places, used)).toMatchObject({
        refusal: { code: 'PLACE_IN_USE', path: 'input.places', params: { places: ['CTG'] } },
      })
    expect(updating([depot], used)).toMatchObject({ ok: true, events: [{ places: [depot] }] })
  })

  test('can get another name and address', () => {
    const moved = { ...depot, name: 'Port depot', address: '9 Port Road' }
    expect(updating([moved, shop], used)).toMatchObject({ events: [{ places: [moved, shop] }] })
  })
})
