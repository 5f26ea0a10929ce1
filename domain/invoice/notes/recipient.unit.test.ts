import { describe, expect, test } from '@jest/globals'
import { approving, creating, crediting, debiting, tenBags } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const line = 'i-1-1'

describe('the recipient of a note', () => {
  const buyer = { customerName: null, customerAddress: null, customerBIN: '001234567-0202' }
  const sold = (unitPrice: string) =>
    given(
      ...history(creating({ lineItems: [{ ...tenBags, quantity: '1', unitPrice }], ...buyer }), approving()),
    )
  const whole = [{ lineItemId: line, quantity: '1' }]

  test('35 is optional for 5,000.00 of VAT; from 5,000.01 its name and address are required', () => {
    expect(sold('33333.33').when(crediting(whole)).refusal).toBeNull()
    for (const note of [crediting(whole), debiting(whole)])
      expect(sold('33333.40').when(note).refusal).toMatchObject({
        code: 'RECIPIENT_INCOMPLETE',
        path: 'recipient',
        params: { vat: '5000.01', threshold: '5000.00', missing: ['name', 'address'] },
      })
    expect(
      sold('33333.40').when(crediting(whole, { recipient: { name: 'Bengal' } })).refusal?.params.missing,
    ).toEqual(['address'])
  })

  test('35 can be given with the note, and has the BIN of the buyer unless another is given', () => {
    const recipient = { name: 'Bengal', address: '7 Agrabad' }
    for (const note of [crediting(whole, { recipient }), debiting(whole, { recipient })])
      expect(sold('33333.40').when(note).events).toMatchObject([
        { recipient: { ...recipient, partyId: 'customer-1', bin: '0012345670202' } },
      ])
    expect(
      sold('1').when(crediting(whole, { recipient: { bin: '999999999-0001', name: ' ' } })).events,
    ).toMatchObject([{ recipient: { name: null, bin: '9999999990001' } }])
    expect(sold('1').when(crediting(whole, { recipient: null })).refusal).toBeNull()
    expect(sold('1').when(crediting(whole, { recipient: { bin: '1' } })).refusal).toMatchObject({
      code: 'INVALID_BIN',
      path: 'recipient.bin',
    })
    expect(sold('1').when(crediting(whole, { recipient: { name: 'x'.repeat(201) } })).refusal).toMatchObject({
      path: 'recipient.name',
    })
    expect(
      sold('1').when(crediting(whole, { recipient: { address: 'x'.repeat(2001) } })).refusal,
    ).toMatchObject({
      path: 'recipient.address',
    })
  })
})
