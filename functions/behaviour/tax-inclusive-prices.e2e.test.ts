import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const taxFromInclusive = `query ($gross: Decimal!, $vatRate: Decimal!, $duty: Decimal) {
  taxFromInclusive(gross: $gross, vatRate: $vatRate, supplementaryDutyRate: $duty) {
    value { amount } supplementaryDuty { amount } vatAmount { amount }
  }
}`

test.each([
  ['case 1: 86,79,600 with 15 % inside', '8679600', undefined, ['7547478.26', '0.00', '1132121.74']],
  ['case 4: 25,000 with 15 % inside', '25000', undefined, ['21739.13', '0.00', '3260.87']],
  ['case 6: 13,800 with 20 % duty and 15 % inside', '13800', '20', ['10000.00', '2000.00', '1800.00']],
])(
  'a price with tax inside is split into value, duty and VAT: worked %s',
  async (_, gross, duty, expected) => {
    const split = await desk.client.value(taxFromInclusive, { gross, vatRate: '15', duty })
    expect([split.value, split.supplementaryDuty, split.vatAmount].map(({ amount }) => amount)).toEqual(
      expected,
    )
  },
)

test('number literals and JSON numbers are read exactly, never as binary floats', async () => {
  const literal = await desk.client.value(
    '{ taxFromInclusive(gross: 159270.30, vatRate: 15) { value { amount } } }',
  )
  expect(literal.value.amount).toBe('138495.91')
  const invoice = await desk.create([line('1', '1')], {
    lineItems: [{ description: 'x', quantity: 3, unitPrice: 333.33 }],
  })
  expect(invoice.subtotal.amount).toBe('999.99')
})
