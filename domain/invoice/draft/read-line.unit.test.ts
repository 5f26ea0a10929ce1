import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../../money/poisha.ts'
import { approving, creating, creatingLines, dutiableBags, tenBags } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'
import { lineInputOf } from './read-line.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal
const refusalOfLine = (change: Partial<LineInput>) =>
  refusalOf({ lineItems: [tenBags, { ...tenBags, ...change }] })

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
describe('tax', () => {
  test('5 10 x 1,000 and 5 x 2,000 make 20,000', () => {
    expect(totals(line('10', '1000'), line('5', '2000'))).toMatchObject({ subtotal: '20000.00' })
  })

  test('11 STANDARD, REDUCED and TRUNCATED', () => {
    expect(totals(line('10', '1000'))).toMatchObject({ vat: '1500.00', grandTotal: '11500.00' })
    expect(totals(line('5', '2000', { vatCategory: 'REDUCED' }))).toMatchObject({ vat: '750.00' })
    expect(totals(line('5', '2000', { vatCategory: 'REDUCED', vatRate: '7.5' }))).toMatchObject({
      vat: '750.00',
    })
    expect(totals(line('20', '500', { vatCategory: 'TRUNCATED' }))).toMatchObject({ vat: '500.00' })
  })

  test('12 categories side by side', () => {
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

  test('13 supplementary duty', () => {
    expect(totals(dutiableBags)).toMatchObject({
      supplementaryDuty: '2000.00',
      vat: '1800.00',
      grandTotal: '13800.00',
    })
  })

  test('14 withheld taxes stand beside the total', () => {
    expect(totals(line('1', '50000', { advanceIncomeTaxRate: '5' }))).toMatchObject({
      advanceIncomeTax: '2500.00',
      grandTotal: '57500.00',
      expectedCash: '55000.00',
    })
    const construction = line('1', '500000', {
      vatCategory: 'REDUCED',
      vatRate: '10',
      vdsRate: '10',
      advanceIncomeTaxRate: '5',
    })
    expect(totals(construction)).toMatchObject({ expectedCash: '475000.00' })
  })

  test('15 16 rounding and size', () => {
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

  test('17 an omitted or null category is STANDARD; each keeps its rate and return note', () => {
    const lines = [
      line('1', '1'),
      line('1', '1', { vatCategory: null, vatRate: '15', vatReturnNote: 8 }),
      line('1', '1', { vatCategory: 'SPECIFIC', specificVatPerUnit: '2500.0001' }),
      line('1', '1', { vatCategory: 'ZERO_RATED', vatReturnNote: 2 }),
      line('1', '1', { vatCategory: 'EXEMPT', supplementaryDutyRate: '500' }),
    ]
    expect(invoiceAfter(creatingLines(...lines)).lines).toMatchObject([
      { id: 'i-1-1', vatCategory: 'STANDARD', vatRate: 150000n, vatReturnNote: 4 },
      { id: 'i-1-2', vatCategory: 'STANDARD', vatRate: 150000n, vatReturnNote: 8 },
      {
        id: 'i-1-3',
        vatCategory: 'SPECIFIC',
        vatRate: null,
        specificVatPerUnit: 25000001n,
        vatReturnNote: 6,
        vat: 250000n,
      },
      { id: 'i-1-4', vatCategory: 'ZERO_RATED', vatRate: 0n, vatReturnNote: 2 },
      { id: 'i-1-5', vatCategory: 'EXEMPT', vatRate: null, vatReturnNote: 3, supplementaryDuty: 500n },
    ])
  })

  test('a discount of the whole value leaves a line of 0.00', () => {
    expect(totals(line('3', '0.3333', { discount: '0.99' }), line('1', '1'))).toMatchObject({
      subtotal: '1.01',
    })
    expect(totals(line('1', '1', { discount: '1.00' }))).toMatchObject({ grandTotal: '0.00' })
    expect(
      given(...history(creatingLines(line('1', '1', { discount: '1.00' })))).when(approving()).refusal?.code,
    ).toBe('NOTHING_TO_INVOICE')
  })
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
    [{ supplementaryDutyRate: '500.01' }, 'PERCENT_OUT_OF_RANGE', 'supplementaryDutyRate'],
    [{ advanceIncomeTaxRate: '100.01' }, 'PERCENT_OUT_OF_RANGE', 'advanceIncomeTaxRate'],
    [{ vdsRate: '100.01' }, 'PERCENT_OUT_OF_RANGE', 'vdsRate'],
    [
      { vatCategory: 'ZERO_RATED', supplementaryDutyRate: '1' },
      'DUTY_ON_ZERO_RATED',
      'supplementaryDutyRate',
    ],
    [{ vatCategory: 'SPECIFIC' }, 'SPECIFIC_TAX_MISSING', 'specificVatPerUnit'],
    [{ vatCategory: 'SPECIFIC', specificVatPerUnit: '0' }, 'SPECIFIC_TAX_MISSING', 'specificVatPerUnit'],
    [{ vatCategory: 'SPECIFIC', specificVatPerUnit: '-1' }, 'NEGATIVE', 'specificVatPerUnit'],
    [{ vatCategory: 'SPECIFIC', specificVatPerUnit: '1', vatRate: '15' }, 'VAT_RATE_NOT_ALLOWED', 'vatRate'],
    [{ specificVatPerUnit: '1' }, 'SPECIFIC_TAX_NOT_ALLOWED', 'specificVatPerUnit'],
    [{ vatRate: '7.5' }, 'VAT_RATE_NOT_ALLOWED', 'vatRate'],
    [{ vatCategory: 'TRUNCATED', vatRate: '7.5' }, 'VAT_RATE_NOT_ALLOWED', 'vatRate'],
    [{ vatCategory: 'EXEMPT', vatRate: '0' }, 'VAT_RATE_NOT_ALLOWED', 'vatRate'],
    [{ vatCategory: 'REDUCED', vatRate: '12' }, 'RATE_NOT_IN_FORCE', 'vatRate'],
    [{ vatCategory: 'REDUCED', vatRate: '15' }, 'RATE_NOT_IN_FORCE', 'vatRate'],
    [{ vatCategory: 'REDUCED', vatRate: '0' }, 'RATE_NOT_IN_FORCE', 'vatRate'],
    [{ vatCategory: 'REDUCED', vatRate: '101' }, 'PERCENT_OUT_OF_RANGE', 'vatRate'],
    [{ vatReturnNote: 1 }, 'RETURN_NOTE_INVALID', 'vatReturnNote'],
    [{ id: 'i-1-1' }, 'LINE_UNKNOWN', 'id'],
  ] as const)('3 13 15 17 a line with %j is refused: %s', (change, code, field) => {
    expect(refusalOfLine(change)).toMatchObject({ code, path: `input.lineItems[1].${field}` })
  })

  test('what is no id of a line is repeated in part only', () => {
    expect(refusalOfLine({ id: 'Portland cement '.repeat(99) })?.params).toEqual({
      lineId: 'Portland cement '.repeat(5),
    })
  })

  test('17 a discount is compared with all decimals of the value, and told so', () => {
    const refusal = refusalOfLine({ quantity: '3', unitPrice: '0.3333', discount: '1.00' })
    expect(refusal?.message).toBe('The discount 1.00 is more than quantity x unit price, 0.9999.')
  })

  test('17 a rate that is not in force says which are', () => {
    expect(refusalOfLine({ vatCategory: 'REDUCED', vatRate: '12' })?.message).toBe(
      'VAT at 12 % is not in force for REDUCED on 2024-10-15. In force: 10, 7.5, 5, 4.5, 2.4, 2, 1.5.',
    )
    expect(refusalOf({ invoiceDate: '2019-06-30' })?.params).toEqual({
      rate: '15',
      category: 'STANDARD',
      date: '2019-06-30',
      inForce: ['none'],
    })
  })
})

test('17 read anew at another date, a line has the rate of its category there; only that of REDUCED was chosen', () => {
  const specific = { vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' } as const
  const { lines } = invoiceAfter(
    creatingLines(
      line('1', '1'),
      line('1', '1', { vatCategory: 'REDUCED', vatRate: '10' }),
      line('1', '1', specific),
    ),
  )
  expect(lines.map(lineInputOf)).toMatchObject([
    { vatCategory: 'STANDARD', vatRate: null },
    { vatCategory: 'REDUCED', vatRate: '10' },
    { vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: '2500.00' },
  ])
})
