import { describe, expect, test } from '@jest/globals'
import { acme, approving, creating, updating } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal

describe('the seller of a draft', () => {
  test('10 is the tenant', () => {
    expect(invoiceAfter(creating()).seller).toEqual({
      partyId: 'vendor-1',
      name: acme.name,
      address: acme.address,
      bin: acme.bin,
      tin: acme.tin,
      nid: null,
    })
  })

  test('10 can be given another name and address, and the BIN and TIN of the tenant', () => {
    const input = {
      vendorName: 'Acme Chattogram',
      vendorAddress: '1 Port Road',
      vendorBIN: '০০২৮৭১৮২১-০১০১',
      vendorTIN: '123456789012',
    }
    expect(invoiceAfter(creating(input)).seller).toMatchObject({
      name: 'Acme Chattogram',
      address: '1 Port Road',
      bin: acme.bin,
      tin: acme.tin,
    })
  })

  test('keeps the BIN and TIN of its creation until an update gives those of the tenant', () => {
    const draft = given(...history(creating({}, { tenant: { ...acme, bin: null, tin: null } })))
    expect(draft.when(updating({ vehicle: 'A' })).invoice.seller).toMatchObject({ bin: null, tin: null })
    for (const input of [
      { vendorBIN: acme.bin, vendorTIN: acme.tin },
      { vendorBIN: null, vendorTIN: null },
    ])
      expect(draft.when(updating(input)).invoice.seller).toMatchObject({ bin: acme.bin, tin: acme.tin })
  })

  test('18 cannot have a BIN or TIN that the tenant does not have', () => {
    const tenant = { ...acme, bin: null, tin: null }
    expect(refusalOf({ vendorBIN: '002871821-0101' }, { tenant })).toMatchObject({
      code: 'SELLER_NOT_TENANT',
      params: { own: 'none' },
    })
    expect(refusalOf({ vendorTIN: '123456789012' }, { tenant })).toMatchObject({
      code: 'SELLER_NOT_TENANT',
      params: { own: 'none' },
    })
    expect(refusalOf({ vendorTIN: '999999999999' })?.params).toEqual({
      field: 'vendorTIN',
      given: '999999999999',
      own: '123456789012',
    })
    expect(refusalOf({ vendorBIN: '001234567-0202' })?.params).toEqual({
      field: 'vendorBIN',
      given: '001234567-0202',
      own: '002871821-0101',
    })
  })
})

describe('the seller of a tax invoice', () => {
  test('has the TIN that the tenant has at approval, or none', () => {
    const without = given(...history(creating())).when(approving({ tenant: { ...acme, tin: null } })).invoice
    expect(without.seller).toMatchObject({ tin: null, bin: acme.bin })
  })
})
