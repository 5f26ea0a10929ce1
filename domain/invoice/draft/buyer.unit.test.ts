import { describe, expect, test } from '@jest/globals'
import { creating, order, updating } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

const identified = { ...order, customerTIN: ' 012345678901 ', customerNID: '1234567890' }
const buyer = {
  partyId: 'customer-1',
  name: order.customerName,
  address: order.customerAddress,
  bin: '0012345670202',
  tin: '012345678901',
  nid: '1234567890',
}

describe('the buyer of a draft', () => {
  test('9 10 has the fields of the input', () => {
    expect(invoiceAfter(creating(identified)).buyer).toEqual(buyer)
  })

  test('has null for a field that is not given', () => {
    const none = { customerName: null, customerAddress: undefined, customerBIN: ' ' }
    expect(invoiceAfter(creating(none)).buyer).toEqual({
      partyId: 'customer-1',
      name: null,
      address: null,
      tin: null,
      bin: null,
      nid: null,
    })
  })

  test('keeps the fields that an update does not give', () => {
    const draft = given(...history(creating(identified)))
    expect(draft.when(updating({ customerTIN: null })).invoice.buyer).toEqual({ ...buyer, tin: null })
    expect(draft.when(updating({ customerId: 'c-2' })).invoice.buyer).toEqual({ ...buyer, partyId: 'c-2' })
  })
})
