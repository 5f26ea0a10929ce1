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

const inside = { priceIncludesTax: true }
const goldLine = line('2.5', '95000', { ...inside, vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' })

// Each row: title, line; value, supplementary duty, VAT and total of the line.
test.each([
  ['case 11a: one price of 95,496.57', line('1', '95496.57', inside), '83040.50 0.00 12456.07 95496.57'],
  ['case 4: 25,000', line('1', '25000', inside), '21739.13 0.00 3260.87 25000.00'],
  [
    'case 6: 13,800 with duty of 20 %',
    line('1', '13800', { ...inside, supplementaryDutyRate: '20' }),
    '10000.00 2000.00 1800.00 13800.00',
  ],
  [
    'a discount, with tax inside too',
    line('10', '1150', { ...inside, discount: '150' }),
    '9869.57 0.00 1480.43 11350.00',
  ],
  ['a specific tax inside', goldLine, '231250.00 0.00 6250.00 237500.00'],
])('49 a line with tax inside has exactly its price as total: %s', async (_, one, expected) => {
  const { id, revision } = await desk.create([one])
  const { lineItems, grandTotal } = await desk.read(id, revision)
  const [{ amount, supplementaryDuty, vatAmount, total, priceIncludesTax, unitPrice }] = lineItems
  expect([amount, supplementaryDuty, vatAmount, total].map((part) => part.amount).join(' ')).toBe(expected)
  expect(grandTotal.amount).toBe(total.amount)
  expect([priceIncludesTax, Number(unitPrice)]).toEqual([true, Number(one.unitPrice)])
})

test('49 a specific tax above the price that it is inside of is refused', async () => {
  expect(await desk.expectCreateError([{ ...goldLine, unitPrice: '2499.99' }])).toMatchObject({
    code: 'SPECIFIC_TAX_EXCEEDS_PRICE',
    path: 'input.lineItems[0].specificVatPerUnit',
  })
})

test('36 49 credits of a line with tax inside add up to it, and a debit adds exactly quantity x price', async () => {
  const { id, lineItems } = await desk.issue([line('3', '100', inside), line('1', '1')])
  const lineItemId = lineItems[0].id
  const creditOne = () =>
    desk.run('credit', { id, lines: [{ lineItemId, quantity: '1' }], reason: 'Returned' })
  const credits = [await creditOne(), await creditOne(), await creditOne()]
  // Value and VAT are shared and rounded each by itself, so the second credit is a poisha larger.
  expect(credits.map(({ creditedAmount }) => creditedAmount.amount)).toEqual(['100.00', '200.01', '300.00'])
  const lines = [{ lineItemId, quantity: '7' }]
  const { debitedAmount } = await desk.run('debit', { id, lines, reason: 'Delivered more' })
  expect(debitedAmount.amount).toBe('700.00')
})

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
