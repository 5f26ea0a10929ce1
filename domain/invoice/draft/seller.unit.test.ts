import { describe, expect, test } from '@jest/globals'
import { acme, approving, creating, order } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal

describe('parties', () => {
  test('9 10 the tenant is the seller; the buyer is as given', () => {
    const given = { ...order, customerTIN: ' 012345678901 ', customerNID: '1234567890' }
    expect(invoiceAfter(creating(given))).toMatchObject({
      seller: {
        partyId: 'vendor-1',
        name: acme.name,
        address: acme.address,
        bin: acme.bin,
        tin: acme.tin,
        nid: null,
      },
      buyer: {
        partyId: 'customer-1',
        name: order.customerName,
        address: order.customerAddress,
        bin: '0012345670202',
        tin: '012345678901',
        nid: '1234567890',
      },
    })
  })

  test('10 name and address of the seller may be given; its own BIN and TIN too', () => {
    const given = {
      vendorName: 'Acme Chattogram',
      vendorAddress: '1 Port Road',
      vendorBIN: '০০২৮৭১৮২১-০১০১',
      vendorTIN: '123456789012',
    }
    expect(invoiceAfter(creating(given)).seller).toMatchObject({
      name: 'Acme Chattogram',
      address: '1 Port Road',
      bin: acme.bin,
      tin: acme.tin,
    })
  })

  test('what is not given is null', () => {
    const none = { customerName: null, customerAddress: undefined, customerBIN: ' ' }
    expect(invoiceAfter(creating(none))).toMatchObject({
      buyer: { partyId: 'customer-1', name: null, address: null, tin: null, bin: null, nid: null },
      destination: null,
      vehicle: null,
      challanNumber: null,
      warnings: [],
    })
  })

  test('the heading is kept', () => {
    const heading = {
      destination: 'Gazipur',
      vehicle: 'Truck ঢাকা মেট্রো-ট ১১-২২৩৩',
      challanNumber: 'C-7',
      currency: 'BDT',
    }
    expect(invoiceAfter(creating(heading))).toMatchObject({
      destination: 'Gazipur',
      vehicle: heading.vehicle,
      challanNumber: 'C-7',
    })
  })

  test('a tax invoice bears the TIN that the tenant has at approval, or none', () => {
    const without = given(...history(creating())).when(approving({ tenant: { ...acme, tin: null } })).invoice
    expect(without.seller).toMatchObject({ tin: null, bin: acme.bin })
  })

  test('18 without a BIN or TIN of its own, the tenant cannot lend one', () => {
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
