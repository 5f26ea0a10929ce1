import { afterAll, expect, test } from '@jest/globals'
import { type Line, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

test('13 supplementary duty on a zero-rated line is refused', async () => {
  expect(
    await desk.expectCreateError([
      line('1', '10', { vatCategory: 'ZERO_RATED', supplementaryDutyRate: '5' }),
    ]),
  ).toMatchObject({
    code: 'DUTY_ON_ZERO_RATED',
    path: 'input.lineItems[0].supplementaryDutyRate',
  })
})

test('15 a price with more than four decimals is refused, never rounded', async () => {
  expect(await desk.expectCreateError([line('1', '1.00001')])).toMatchObject({
    code: 'TOO_MANY_DECIMALS',
    path: 'input.lineItems[0].unitPrice',
  })
})

test('17 every VAT category is read back as entered; an omitted one is STANDARD', async () => {
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

test('56 a class of supply is read back with its note of the return; the usual one needs no input', async () => {
  const lines = [
    line('1', '10', { supplyClass: 'RETAIL_WHOLESALE' }),
    line('1', '10', { vatCategory: 'REDUCED', supplyClass: 'RETAIL_WHOLESALE' }),
    line('1', '10', { vatCategory: 'ZERO_RATED' }),
    line('1', '10', { vatCategory: 'ZERO_RATED', supplyClass: 'DEEMED_EXPORT' }),
    line('1', '10', { vatCategory: 'EXEMPT' }),
    line('1', '10'),
  ]
  const { id, revision } = await desk.create(lines)
  const { lineItems } = await desk.read(id, revision)
  expect(
    lineItems.map(({ supplyClass, vatReturnNote }: Record<string, unknown>) => [supplyClass, vatReturnNote]),
  ).toEqual([
    ['RETAIL_WHOLESALE', 8],
    ['RETAIL_WHOLESALE', 8],
    ['DIRECT_EXPORT', 1],
    ['DEEMED_EXPORT', 2],
    ['GENERAL', 3],
    ['GENERAL', 4],
  ])
})

test.each([
  ['an export at another rate than zero', { supplyClass: 'DIRECT_EXPORT' }],
  ['a general zero-rated supply', { vatCategory: 'ZERO_RATED', supplyClass: 'GENERAL' }],
  ['an exempt supply of a retailer', { vatCategory: 'EXEMPT', supplyClass: 'RETAIL_WHOLESALE' }],
])('56 %s is refused', async (_, rest) => {
  expect(await desk.expectCreateError([line('1', '10', rest)])).toMatchObject({
    code: 'SUPPLY_CLASS_NOT_ALLOWED',
    path: 'input.lineItems[0].supplyClass',
  })
})

test('56 MRP-based supplies cannot be chosen', async () => {
  expect(await desk.expectCreateError([line('1', '10', { supplyClass: 'MRP' })])).toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test.each([
  ['a rate that is not in force', { vatCategory: 'REDUCED', vatRate: '8' }, 'RATE_NOT_IN_FORCE', 'vatRate'],
  [
    'SPECIFIC without its tax per unit',
    { vatCategory: 'SPECIFIC' },
    'SPECIFIC_TAX_MISSING',
    'specificVatPerUnit',
  ],
  ['a discount above the value', { discount: '10.01' }, 'DISCOUNT_EXCEEDS_VALUE', 'discount'],
])('17 %s is refused', async (_, rest, code, field) => {
  expect(await desk.expectCreateError([line('1', '10', rest)])).toMatchObject({
    code,
    path: `input.lineItems[0].${field}`,
  })
})

const construction = (rest: Line = {}) =>
  line('1', '500000', { vatCategory: 'REDUCED', hsCode: 'S004.00', ...rest })
const dated = (day: string) => ({ invoiceDate: day, dueDate: '2026-12-31' })

test('55 construction has 7.5 % until 30 June 2025 and 10 % after it, also when the date moves', async () => {
  const { id, ...before } = await desk.create([construction()], dated('2025-06-30'))
  expect(before).toMatchObject({ vatAmount: { amount: '37500.00' }, lineItems: [{ vatRate: '7.5' }] })
  const moved = await desk.run('update', { id, input: { invoiceDate: '2025-07-01' } })
  expect(moved).toMatchObject({ vatAmount: { amount: '50000.00' }, lineItems: [{ vatRate: '10' }] })
})

test('55 another rate than that of the code is refused; 15 % is STANDARD', async () => {
  const error = await desk.expectCreateError([construction({ vatRate: '7.5' })], dated('2025-07-01'))
  expect(error).toMatchObject({ code: 'RATE_NOT_OF_CODE', path: 'input.lineItems[0].vatRate' })
  expect(error.message).toContain('The VAT of S004.00 on 2025-07-01 is 10 %, not 7.5 %.')
  const elected = await desk.create([construction({ vatCategory: 'STANDARD' })], dated('2025-07-01'))
  expect(elected.lineItems).toMatchObject([{ vatCategory: 'STANDARD', vatRate: '15' }])
})

test('55 a code with several rates needs one of them', async () => {
  const flat = construction({ hsCode: 'S010.20' })
  expect(await desk.expectCreateError([flat])).toMatchObject({ code: 'VAT_RATE_MISSING' })
  const { lineItems } = await desk.create([{ ...flat, vatRate: '4.5' }])
  expect(lineItems).toMatchObject([{ vatRate: '4.5' }])
})
