import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

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
