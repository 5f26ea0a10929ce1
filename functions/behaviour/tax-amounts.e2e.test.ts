import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

type Amount = { amount: string }
type Totals = { subtotal: Amount; supplementaryDuty: Amount; vatAmount: Amount; grandTotal: Amount }

/** The totals of an invoice in one line: subtotal, supplementary duty, VAT, grand total. */
const figures = ({ subtotal, supplementaryDuty, vatAmount, grandTotal }: Totals) =>
  [subtotal, supplementaryDuty, vatAmount, grandTotal].map(({ amount }) => amount).join(' ')

const duty20 = { supplementaryDutyRate: '20' }
const truncated = { vatCategory: 'TRUNCATED' }
const reduced = { vatCategory: 'REDUCED', vatRate: '4.5' }
const specific = { vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' }
const exempt = { vatCategory: 'EXEMPT' }
const threeLines = [line('1', '10.10'), line('1', '10.10'), line('1', '10.10')]

// Each row: title, lines; subtotal, supplementary duty, VAT and grand total of the invoice.
test.each([
  ['case 2: 1,59,270.30 at 15 %', [line('1', '159270.30')], '159270.30 0.00 23890.55 183160.85'],
  ['case 3: 37,17,678.34 at 15 %', [line('1', '3717678.34')], '3717678.34 0.00 557651.75 4275330.09'],
  ['case 5: duty is part of the VAT base', [line('10', '1000', duty20)], '10000.00 2000.00 1800.00 13800.00'],
  ['case 7: 1,250.50 at 5 %', [line('1', '1250.50', truncated)], '1250.50 0.00 62.53 1313.03'],
  [
    'case 8: 12,34,567.89 at 4.5 %',
    [line('1', '1234567.89', reduced)],
    '1234567.89 0.00 55555.56 1290123.45',
  ],
  ['case 9: three lines of 10.10', threeLines, '30.30 0.00 4.56 34.86'],
  ['case 10: 2.5 bhori at 2,500 each', [line('2.5', '100', specific)], '250.00 0.00 6250.00 6500.00'],
])('the taxes of worked %s', async (_, lines, expected) => {
  expect(figures(await desk.create(lines))).toBe(expected)
})

test.each([
  ['3 x 333.33', [line('3', '333.33')], '999.99 0.00 150.00 1149.99'],
  ['0.333 x 3,000', [line('0.333', '3000')], '999.00 0.00 149.85 1148.85'],
  ['1 x 1.005', [line('1', '1.005', exempt)], '1.01 0.00 0.00 1.01'],
  ['1,000 x 1.005', [line('1000', '1.005', exempt)], '1005.00 0.00 0.00 1005.00'],
])('15 value and tax are rounded half up to the poisha: %s', async (_, lines, expected) => {
  expect(figures(await desk.create(lines))).toBe(expected)
})

test.each([
  ['99,99,99,99,999.99 with VAT', '99999999999.99', {}, '99999999999.99 0.00 15000000000.00 114999999999.99'],
  ['99,99,99,99,999.99 exempt', '99999999999.99', exempt, '99999999999.99 0.00 0.00 99999999999.99'],
  ['just below 10^15', '999999999999999.99', exempt, '999999999999999.99 0.00 0.00 999999999999999.99'],
])('16 large amounts are exact: %s', async (_, unitPrice, rest, expected) => {
  expect(figures(await desk.create([line('1', unitPrice, rest)]))).toBe(expected)
})

test('11 12 the VAT of lines of several categories adds up', async () => {
  const invoice = await desk.create([
    line('10', '1000'),
    line('5', '2000', { vatCategory: 'REDUCED', vatRate: '7.5' }),
    line('1', '10000', { vatCategory: 'ZERO_RATED' }),
  ])
  expect(figures(invoice)).toBe('30000.00 0.00 2250.00 32250.00')
})

test('14 withheld taxes lower the expected cash, not the total', async () => {
  const invoice = await desk.create([line('1', '50000', { advanceIncomeTaxRate: '5' })])
  expect(invoice).toMatchObject({
    advanceIncomeTax: { amount: '2500.00' },
    grandTotal: { amount: '57500.00' },
    expectedCash: { amount: '55000.00' },
  })
})

test('14 case 11: VAT deducted at source and advance income tax of a construction invoice', async () => {
  const invoice = await desk.create([
    line('1', '500000', { vatCategory: 'REDUCED', vatRate: '10', vdsRate: '10', advanceIncomeTaxRate: '5' }),
  ])
  expect(invoice).toMatchObject({
    grandTotal: { amount: '550000.00' },
    vatDeductedAtSource: { amount: '50000.00' },
    expectedCash: { amount: '475000.00' },
  })
})

test('52 a discount of the whole rounded amount leaves 0.00, and one poisha more is refused', async () => {
  const full = await desk.create([line('3', '2.8151', { discount: '8.45' }), line('1', '1')])
  expect(full.lineItems[0]).toMatchObject({ amount: { amount: '0.00' }, total: { amount: '0.00' } })
  const error = await desk.expectCreateError([line('3', '2.8151', { discount: '8.46' })])
  expect(error).toMatchObject({ code: 'DISCOUNT_EXCEEDS_VALUE', path: 'input.lineItems[0].discount' })
})

test('53 zeros at the end are not decimals, and numbers with an exponent are exact', async () => {
  const { lineItems } = await desk.create([
    line('2.0000000', '12.500000', { discount: '0.500' }),
    line('1000', '0.00880'),
    { ...line('1', '1'), unitPrice: 1.23456789e7, quantity: 1e-5 },
  ])
  expect(lineItems).toMatchObject([
    { quantity: '2', unitPrice: '12.50', amount: { amount: '24.50' } },
    { quantity: '1000', unitPrice: '0.0088', amount: { amount: '8.80' } },
    { quantity: '0.00001', unitPrice: '12345678.90', amount: { amount: '123.46' } },
  ])
  const query = `query ($gross: Decimal!) {
    taxFromInclusive(gross: $gross, vatRate: 1.5E1) { value { amount } vatAmount { amount } }
  }`
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${desk.client.token}` },
    body: `{"query":${JSON.stringify(query)},"variables":{"gross":1.23456789E7}}`,
  })
  expect(await response.json()).toEqual({
    data: { taxFromInclusive: { value: { amount: '10735372.96' }, vatAmount: { amount: '1610305.94' } } },
  })
  expect(await desk.expectCreateError([line('1', '0.00101')])).toMatchObject({
    code: 'TOO_MANY_DECIMALS',
    path: 'input.lineItems[0].unitPrice',
  })
})
