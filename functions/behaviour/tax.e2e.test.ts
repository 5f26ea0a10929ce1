import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const amounts = (invoice: Record<string, { amount: string }>, ...names: string[]) =>
  names.map((name) => invoice[name]?.amount)

test.each([
  ['2: 1,59,270.30 at 15 %', [line('1', '159270.30')], '159270.30', '0.00', '23890.55', '183160.85'],
  ['3: 37,17,678.34 at 15 %', [line('1', '3717678.34')], '3717678.34', '0.00', '557651.75', '4275330.09'],
  [
    '5: duty in the base',
    [line('10', '1000', { supplementaryDutyRate: '20' })],
    '10000.00',
    '2000.00',
    '1800.00',
    '13800.00',
  ],
  [
    '7: 1,250.50 at 5 %',
    [line('1', '1250.50', { vatCategory: 'TRUNCATED' })],
    '1250.50',
    '0.00',
    '62.53',
    '1313.03',
  ],
  [
    '8: 12,34,567.89 at 4.5 %',
    [line('1', '1234567.89', { vatCategory: 'REDUCED', vatRate: '4.5' })],
    '1234567.89',
    '0.00',
    '55555.56',
    '1290123.45',
  ],
  [
    '9: three lines of 10.10',
    [line('1', '10.10'), line('1', '10.10'), line('1', '10.10')],
    '30.30',
    '0.00',
    '4.56',
    '34.86',
  ],
  [
    '10: 2.5 bhori at 2,500',
    [line('2.5', '100', { vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' })],
    '250.00',
    '0.00',
    '6250.00',
    '6500.00',
  ],
  ['behaviour 15: 3 x 333.33', [line('3', '333.33')], '999.99', '0.00', '150.00', '1149.99'],
  ['behaviour 15: 0.333 x 3,000', [line('0.333', '3000')], '999.00', '0.00', '149.85', '1148.85'],
  [
    'behaviour 15: 1 x 1.005',
    [line('1', '1.005', { vatCategory: 'EXEMPT' })],
    '1.01',
    '0.00',
    '0.00',
    '1.01',
  ],
  [
    'behaviour 15: 1,000 x 1.005',
    [line('1000', '1.005', { vatCategory: 'EXEMPT' })],
    '1005.00',
    '0.00',
    '0.00',
    '1005.00',
  ],
  [
    'behaviour 16: 99,99,99,99,999.99',
    [line('1', '99999999999.99', { vatCategory: 'EXEMPT' })],
    '99999999999.99',
    '0.00',
    '0.00',
    '99999999999.99',
  ],
])('worked case %s', async (_, lines, value, duty, vat, total) => {
  const invoice = await desk.create(lines)
  expect(amounts(invoice, 'subtotal', 'supplementaryDuty', 'vatAmount', 'grandTotal')).toEqual([
    value,
    duty,
    vat,
    total,
  ])
})

test('16 one line of 99,99,99,99,999.99 with VAT of 15 % is exact, and so is what is just below 10^15', async () => {
  const large = await desk.create([line('1', '99999999999.99')])
  expect(amounts(large, 'subtotal', 'vatAmount', 'grandTotal')).toEqual([
    '99999999999.99',
    '15000000000.00',
    '114999999999.99',
  ])
  const largest = await desk.create([line('1', '999999999999999.99', { vatCategory: 'EXEMPT' })])
  expect(amounts(largest, 'subtotal', 'grandTotal')).toEqual(['999999999999999.99', '999999999999999.99'])
})

test('11 12 the categories add up', async () => {
  const invoice = await desk.create([
    line('10', '1000'),
    line('5', '2000', { vatCategory: 'REDUCED', vatRate: '7.5' }),
    line('1', '10000', { vatCategory: 'ZERO_RATED' }),
  ])
  expect(amounts(invoice, 'subtotal', 'vatAmount', 'grandTotal')).toEqual(['30000.00', '2250.00', '32250.00'])
})

test('13 a zero-rated supply bears no supplementary duty', async () => {
  expect(
    await desk.refusedCreate([line('1', '10', { vatCategory: 'ZERO_RATED', supplementaryDutyRate: '5' })]),
  ).toMatchObject({
    code: 'DUTY_ON_ZERO_RATED',
    path: 'input.lineItems[0].supplementaryDutyRate',
  })
})

test('14 withheld taxes change the cash, not the total', async () => {
  const invoice = await desk.create([line('1', '50000', { advanceIncomeTaxRate: '5' })])
  expect(amounts(invoice, 'advanceIncomeTax', 'grandTotal', 'expectedCash')).toEqual([
    '2500.00',
    '57500.00',
    '55000.00',
  ])
  const construction = await desk.create([
    line('1', '500000', { vatCategory: 'REDUCED', vatRate: '10', vdsRate: '10', advanceIncomeTaxRate: '5' }),
  ])
  expect(amounts(construction, 'grandTotal', 'vatDeductedAtSource', 'expectedCash')).toEqual([
    '550000.00',
    '50000.00',
    '475000.00',
  ])
})

test('15 decimals beyond those kept are refused, never rounded', async () => {
  expect(await desk.refusedCreate([line('1', '1.00001')])).toMatchObject({
    code: 'TOO_MANY_DECIMALS',
    path: 'input.lineItems[0].unitPrice',
  })
})

test('17 every category round-trips, an omitted one is STANDARD', async () => {
  const lines = [
    line('1', '10'),
    line('1', '10', { vatCategory: null }),
    line('1', '10', { vatCategory: 'REDUCED' }),
    line('1', '10', { vatCategory: 'TRUNCATED' }),
    line('1', '10', { vatCategory: 'SPECIFIC', specificVatPerUnit: '1.5' }),
    line('1', '10', { vatCategory: 'ZERO_RATED' }),
    line('1', '10', { vatCategory: 'EXEMPT' }),
  ]
  const { id, revision } = await desk.create(lines)
  const { lineItems } = await desk.read(id, revision)
  expect(
    lineItems.map(({ vatCategory, vatRate, vatReturnNote }: Record<string, unknown>) => [
      vatCategory,
      vatRate,
      vatReturnNote,
    ]),
  ).toEqual([
    ['STANDARD', '15', 4],
    ['STANDARD', '15', 4],
    ['REDUCED', '7.5', 7],
    ['TRUNCATED', '5', 7],
    ['SPECIFIC', null, 6],
    ['ZERO_RATED', '0', 1],
    ['EXEMPT', null, 3],
  ])
})

test.each([
  ['a rate that is not in force', { vatCategory: 'REDUCED', vatRate: '8' }, 'RATE_NOT_IN_FORCE', 'vatRate'],
  ['SPECIFIC without its tax', { vatCategory: 'SPECIFIC' }, 'SPECIFIC_TAX_MISSING', 'specificVatPerUnit'],
  ['a discount above the value', { discount: '10.01' }, 'DISCOUNT_EXCEEDS_VALUE', 'discount'],
])('17 %s: refused', async (_, rest, code, field) => {
  expect(await desk.refusedCreate([line('1', '10', rest)])).toMatchObject({
    code,
    path: `input.lineItems[0].${field}`,
  })
})

test.each([
  ['1', '8679600', '15', undefined, '7547478.26', '0.00', '1132121.74'],
  ['4', '25000', '15', undefined, '21739.13', '0.00', '3260.87'],
  ['6', '13800', '15', '20', '10000.00', '2000.00', '1800.00'],
])(
  'worked case %s: an inclusive price taken apart',
  async (_, gross, vatRate, duty, value, supplementaryDuty, vat) => {
    const taken = await desk.client.value(
      `query ($gross: Decimal!, $vatRate: Decimal!, $duty: Decimal) {
      taxFromInclusive(gross: $gross, vatRate: $vatRate, supplementaryDutyRate: $duty) { value { amount } supplementaryDuty { amount } vatAmount { amount } }
    }`,
      { gross, vatRate, duty },
    )
    expect(amounts(taken, 'value', 'supplementaryDuty', 'vatAmount')).toEqual([value, supplementaryDuty, vat])
  },
)

test('no binary float is on the way of a number literal or a JSON number', async () => {
  const literal = await desk.client.value(
    '{ taxFromInclusive(gross: 159270.30, vatRate: 15) { value { amount } } }',
  )
  expect(literal.value.amount).toBe('138495.91')
  const invoice = await desk.create([line('1', '1')], {
    lineItems: [{ description: 'x', quantity: 3, unitPrice: 333.33 }],
  })
  expect(invoice.subtotal.amount).toBe('999.99')
})
