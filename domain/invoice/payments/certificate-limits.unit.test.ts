import { describe, expect, test } from '@jest/globals'
import {
  approving,
  creating,
  crediting,
  debiting,
  dutiableBags,
  paying,
  reversing,
} from '../../testing/examples.ts'
import { type Decide, given, history } from '../../testing/scenario.ts'

const certificate =
  (method: 'VDS_CERTIFICATE' | 'TDS_CERTIFICATE') =>
  (amount: string, id = `${method}-${amount}`, acceptOverpayment = false): Decide =>
    paying(amount, { id, method, certificateNumber: 'C-1', certificateDate: '2024-10-15', acceptOverpayment })
const vds = certificate('VDS_CERTIFICATE')
const tds = certificate('TDS_CERTIFICATE')

const line = 'i-1-1'
/** Value 10,000, VAT 1,500. */
const issued = (...decisions: readonly Decide[]) => given(...history(creating(), approving(), ...decisions))

describe('certificates of withheld VAT', () => {
  test('32 settle the balance, and are at most the VAT of the invoice', () => {
    expect(issued().when(vds('1500')).invoice.paid).toBe(150000n)
    expect(issued().when(vds('1500.01')).refusal).toMatchObject({
      code: 'VDS_EXCEEDS_VAT',
      path: 'input.amount',
      params: { certified: '1500.01', vat: '1500.00' },
    })
    const first = issued(vds('1000'), paying('100'))
    expect(first.when(vds('500')).refusal).toBeNull()
    expect(first.when(vds('500.01')).refusal?.code).toBe('VDS_EXCEEDS_VAT')
  })

  test('32 do not count when they are reversed', () => {
    const reversed = issued(vds('1000', 'v'), reversing('v'))
    expect(reversed.when(vds('1500')).refusal).toBeNull()
  })

  test('32 have the same limit after a credit note, and a higher one after a debit note', () => {
    const credited = issued(crediting([{ lineItemId: line, quantity: '5' }]))
    expect(credited.when(vds('1500')).refusal).toBeNull()
    expect(credited.when(vds('1500.01')).refusal?.params).toEqual({ certified: '1500.01', vat: '1500.00' })
    const debited = issued(debiting([{ lineItemId: line, quantity: '5' }]))
    expect(debited.when(vds('2250')).refusal).toBeNull()
    expect(debited.when(vds('2250.01')).refusal?.code).toBe('VDS_EXCEEDS_VAT')
  })

  test('32 are recorded after full payment with acceptOverpayment, within the same limit', () => {
    const paid = issued(paying('11500'))
    expect(paid.when(vds('1500')).refusal?.code).toBe('INVALID_STATE')
    expect(paid.when(vds('1500', 'v', true)).invoice.paid).toBe(1300000n)
    expect(paid.when(vds('1500.01', 'v', true)).refusal?.code).toBe('VDS_EXCEEDS_VAT')
  })
})

describe('certificates of withheld income tax', () => {
  test('32 are at most the value of the invoice without supplementary duty and VAT', () => {
    expect(issued().when(tds('10000')).refusal).toBeNull()
    expect(issued().when(tds('10000.01')).refusal).toMatchObject({
      code: 'TDS_EXCEEDS_VALUE',
      path: 'input.amount',
      params: { certified: '10000.01', value: '10000.00' },
    })
    const dutiable = given(...history(creating({ lineItems: [dutiableBags] }), approving(), tds('9000')))
    expect(dutiable.when(tds('1000')).refusal).toBeNull()
    expect(dutiable.when(tds('1000.01')).refusal?.code).toBe('TDS_EXCEEDS_VALUE')
  })

  test('32 have the same limit after a credit note, and a higher one after a debit note', () => {
    const credited = issued(crediting([{ lineItemId: line, quantity: '5' }]))
    expect(credited.when(tds('10000', 't', true)).refusal).toBeNull()
    expect(credited.when(tds('10000.01', 't', true)).refusal?.code).toBe('TDS_EXCEEDS_VALUE')
    const debited = issued(debiting([{ lineItemId: line, amount: '100' }]))
    expect(debited.when(tds('10100')).refusal).toBeNull()
    expect(debited.when(tds('10100.01')).refusal?.params).toEqual({
      certified: '10100.01',
      value: '10100.00',
    })
  })

  test('32 are counted apart from those of withheld VAT', () => {
    expect(issued(vds('1500')).when(tds('10000')).refusal).toBeNull()
    expect(issued(tds('10000')).when(vds('1500')).refusal).toBeNull()
  })
})
