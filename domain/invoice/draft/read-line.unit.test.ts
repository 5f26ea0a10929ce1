import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../../money/poisha.ts'
import { approving, creating, creatingLines, dutiableBags, tenBags } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'
import { lineInputOf } from './read-line.ts'

const refusalOfLine = (change: Partial<LineInput>) =>
  given().when(creating({ lineItems: [tenBags, { ...tenBags, ...change }] })).refusal

const totals = (...lines: readonly LineInput[]) => {
  const written = Object.entries(invoiceAfter(creatingLines(...lines)).totals).map(([name, amount]) => [
    name,
    writeTaka(amount),
  ])
  return Object.fromEntries(written)
}
const line = (quantity: string, unitPrice: string, more: Partial<LineInput> = {}): LineInput => ({
  description: 'x',
  quantity,
  unitPrice,
  ...more,
})

describe('the tax of a line', () => {
  test('5 values of lines add up: 10 x 1,000 and 5 x 2,000 are 20,000', () => {
    expect(totals(line('10', '1000'), line('5', '2000'))).toMatchObject({ subtotal: '20000.00' })
  })

  test('11 STANDARD is taxed at 15 %, REDUCED at its rate and TRUNCATED at 5 %', () => {
    expect(totals(line('10', '1000'))).toMatchObject({ vat: '1500.00', grandTotal: '11500.00' })
    expect(totals(line('5', '2000', { vatCategory: 'REDUCED' }))).toMatchObject({ vat: '750.00' })
    expect(totals(line('5', '2000', { vatCategory: 'REDUCED', vatRate: '7.5' }))).toMatchObject({
      vat: '750.00',
    })
    expect(totals(line('20', '500', { vatCategory: 'TRUNCATED' }))).toMatchObject({ vat: '500.00' })
  })

  test('12 lines of several categories are taxed each by its own', () => {
    const reduced = line('1', '10000', { vatCategory: 'REDUCED', vatRate: '7.5' })
    expect(totals(line('1', '10000'), reduced)).toMatchObject({ vat: '2250.00' })
    expect(
      totals(line('1', '10000'), reduced, line('1', '10000', { vatCategory: 'ZERO_RATED' })),
    ).toMatchObject({
      subtotal: '30000.00',
      vat: '2250.00',
      grandTotal: '32250.00',
    })
  })

  test('13 supplementary duty is part of the VAT base', () => {
    expect(totals(dutiableBags)).toMatchObject({
      supplementaryDuty: '2000.00',
      vat: '1800.00',
      grandTotal: '13800.00',
    })
  })

  test('14 withheld taxes do not change the total', () => {
    expect(totals(line('1', '50000', { advanceIncomeTaxRate: '5' }))).toMatchObject({
      advanceIncomeTax: '2500.00',
      grandTotal: '57500.00',
    })
  })

  test('15 16 amounts are rounded half-up, and exact when they are large', () => {
    expect(totals(line('3', '333.33'))).toMatchObject({
      subtotal: '999.99',
      vat: '150.00',
      grandTotal: '1149.99',
    })
    expect(totals(line('0.333', '3000'))).toMatchObject({ subtotal: '999.00' })
    expect(totals(line('1', '1.005'))).toMatchObject({ subtotal: '1.01' })
    expect(totals(line('1000', '1.005'))).toMatchObject({ subtotal: '1005.00' })
    expect(totals(line('1', '9999999999.99'))).toMatchObject({
      subtotal: '9999999999.99',
      grandTotal: '11499999999.99',
    })
  })

  test('a discount of the whole value leaves a line of 0.00', () => {
    expect(totals(line('3', '0.3333', { discount: '0.99' }), line('1', '1'))).toMatchObject({
      subtotal: '1.01',
    })
    expect(totals(line('1', '1', { discount: '1.00' }))).toMatchObject({ grandTotal: '0.00' })
    expect(totals(line('3', '2.8151', { discount: '8.45' }))).toMatchObject({ grandTotal: '0.00' })
    expect(totals(line('1', '0.005', { discount: '0.01' }))).toMatchObject({ grandTotal: '0.00' })
    expect(
      given(...history(creatingLines(line('1', '1', { discount: '1.00' })))).when(approving()).refusal?.code,
    ).toBe('NOTHING_TO_INVOICE')
  })
})

test('53 zeros at the end of a figure are not decimals', () => {
  const written = { vatRate: '15.00000', supplementaryDutyRate: '0.000000', discount: '0.500' }
  expect(totals(line('2.0000000', '12.500000', written))).toEqual(
    totals(line('2', '12.5', { discount: '0.5' })),
  )
  expect(totals(line('1000', '0.00880'))).toEqual(totals(line('1000', '0.0088')))
})

describe('a line is refused', () => {
  test.each([
    [{ quantity: '0' }, 'NOT_POSITIVE', 'quantity'],
    [{ quantity: '-1' }, 'NOT_POSITIVE', 'quantity'],
    [{ quantity: '1.0000001' }, 'TOO_MANY_DECIMALS', 'quantity'],
    [{ unitPrice: '-0.01' }, 'NEGATIVE', 'unitPrice'],
    [{ unitPrice: '1.00005' }, 'TOO_MANY_DECIMALS', 'unitPrice'],
    [{ discount: '0.005' }, 'TOO_MANY_DECIMALS', 'discount'],
    [{ discount: '-1' }, 'NEGATIVE', 'discount'],
    [{ discount: '10000.01' }, 'DISCOUNT_EXCEEDS_VALUE', 'discount'],
    [{ description: ' ' }, 'FIELD_REQUIRED', 'description'],
    [{ description: 'x'.repeat(2001) }, 'TEXT_TOO_LONG', 'description'],
    [{ unit: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'unit'],
    [{ hsCode: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'hsCode'],
    [{ advanceIncomeTaxRate: '100.01' }, 'PERCENT_OUT_OF_RANGE', 'advanceIncomeTaxRate'],
    [{ vdsRate: '100.01' }, 'PERCENT_OUT_OF_RANGE', 'vdsRate'],
  ] as const)('3 15 17 a line with %j is refused: %s', (change, code, field) => {
    expect(refusalOfLine(change)).toMatchObject({ code, path: `input.lineItems[1].${field}` })
  })

  test('17 52 a discount is compared with the rounded amount, and the refusal gives it', () => {
    const refusal = refusalOfLine({ quantity: '3', unitPrice: '2.8151', discount: '8.46' })
    expect(refusal?.message).toBe('The discount 8.46 is more than quantity x unit price, 8.45.')
  })
})

test('17 a line that is read again keeps its rate only when it is REDUCED', () => {
  const specific = { vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' } as const
  const { lines } = invoiceAfter(
    creatingLines(
      line('1', '1'),
      line('1', '1', { vatCategory: 'REDUCED', vatRate: '10' }),
      line('1', '1', specific),
    ),
  )
  expect(lines.map((one) => lineInputOf(one, '2024-10-15'))).toMatchObject([
    { vatCategory: 'STANDARD', vatRate: null },
    { vatCategory: 'REDUCED', vatRate: '10' },
    { vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: '2500.00' },
  ])
})
