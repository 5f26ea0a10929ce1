import { describe, expect, test } from '@jest/globals'
import { acme, approving, creating, noon, registerOf, unsigned } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

describe('50 approving at a place of issue', () => {
  const depot = { code: 'CTG', name: 'Depot', address: '9 Port Road', ...unsigned }
  const moved = { ...acme, name: 'Acme Holdings', address: '1 New Road', places: [depot] }
  const atDepot = registerOf('6.3', noon, -1, 'CTG')

  test('the invoice has the register of the place, and its address at approval', () => {
    const issued = given(...history(creating({ place: 'CTG' }))).when(
      approving({ tenant: moved, register: atDepot }),
    ).invoice
    expect(issued).toMatchObject({
      place: 'CTG',
      placeName: 'Depot',
      addressOfIssue: '9 Port Road',
      seller: { name: 'Acme Holdings', address: '1 New Road' },
      openNumbers: [{ register: { place: 'CTG' } }],
    })
  })

  test('an address that was given for the invoice survives the approval', () => {
    for (const place of ['MAIN', 'CTG']) {
      const draft = given(...history(creating({ place, vendorAddress: '9 Depot Lane' })))
      const register = registerOf('6.3', noon, -1, place)
      expect(draft.when(approving({ tenant: moved, register })).invoice).toMatchObject({
        addressOfIssue: '9 Depot Lane',
        seller: { name: 'Acme Holdings', address: '9 Depot Lane' },
      })
    }
  })

  test('the address of the place is not that of the seller, which is required too', () => {
    const tenant = { ...acme, address: null }
    const draft = given(...history(creating({ place: 'CTG' }, { tenant })))
    expect(draft.when(approving({ tenant, register: atDepot })).refusal).toMatchObject({
      code: 'SELLER_INCOMPLETE',
      params: { missing: ['address'] },
    })
  })

  test.each([
    ['Nasrin Akter', 'Depot manager', 'Nasrin Akter', 'Depot manager'],
    ['Nasrin Akter', null, 'Nasrin Akter', null],
    [null, null, 'Rahim Uddin', 'Manager, VAT'],
  ])('the responsible person %s, %s of the place signs, or else that of the tenant', (...people) => {
    const [name, designation, signedBy, signedAs] = people
    const person = { responsiblePersonName: name, responsiblePersonDesignation: designation }
    const tenant = { ...acme, places: [{ ...depot, ...person }] }
    const draft = given(...history(creating({ place: 'CTG' }, { tenant })))
    expect(draft.when(approving({ tenant, register: atDepot })).invoice).toMatchObject({
      responsiblePersonName: signedBy,
      responsiblePersonDesignation: signedAs,
    })
  })

  test('a place that the tenant no longer has is refused', () => {
    const draft = given(...history(creating({ place: 'CTG' })))
    const tenant = { ...acme, places: [] }
    expect(draft.when(approving({ tenant, register: atDepot })).refusal).toMatchObject({
      code: 'PLACE_UNKNOWN',
      params: { place: 'CTG', places: ['MAIN'] },
    })
  })

  test('the register of another place is a broken invariant', () => {
    const draft = given(...history(creating({ place: 'CTG' })))
    expect(() => draft.when(approving({ register: registerOf('6.3', noon) }))).toThrow(
      'is not that of 6.3 of CTG',
    )
  })
})
