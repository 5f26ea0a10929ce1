import { describe, expect, test } from '@jest/globals'
import { creating, creatingLines, tenBags } from '../../testing/examples.ts'
import { given, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal
const refusalOfLine = (change: Partial<LineInput>) =>
  refusalOf({ lineItems: [tenBags, { ...tenBags, ...change }] })

describe('the tax terms of a line', () => {
  test('17 a line without a category is STANDARD, and a category has its usual rate and return note', () => {
    const lines: LineInput[] = [
      tenBags,
      { ...tenBags, vatCategory: null, vatRate: '15', supplyClass: 'RETAIL_WHOLESALE' },
      { ...tenBags, vatCategory: 'REDUCED' },
      { ...tenBags, vatCategory: 'TRUNCATED' },
      { ...tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '2500.0001' },
      { ...tenBags, vatCategory: 'ZERO_RATED', supplyClass: 'DEEMED_EXPORT' },
      { ...tenBags, vatCategory: 'EXEMPT', supplementaryDutyRate: '500' },
    ]
    expect(invoiceAfter(creatingLines(...lines)).lines).toMatchObject([
      { id: 'i-1-1', vatCategory: 'STANDARD', vatRate: 150000n, supplyClass: 'GENERAL' },
      { id: 'i-1-2', vatCategory: 'STANDARD', vatRate: 150000n, supplyClass: 'RETAIL_WHOLESALE' },
      { id: 'i-1-3', vatCategory: 'REDUCED', vatRate: 75000n, supplyClass: 'GENERAL' },
      { id: 'i-1-4', vatCategory: 'TRUNCATED', vatRate: 50000n, supplyClass: 'GENERAL' },
      { id: 'i-1-5', vatRate: null, specificVatPerUnit: 25000001n, supplyClass: 'GENERAL', vat: 2500000n },
      { id: 'i-1-6', vatCategory: 'ZERO_RATED', vatRate: 0n, supplyClass: 'DEEMED_EXPORT', vat: 0n },
      {
        id: 'i-1-7',
        vatCategory: 'EXEMPT',
        vatRate: null,
        supplyClass: 'GENERAL',
        supplementaryDuty: 5000000n,
      },
    ])
  })

  test.each([
    [{ supplementaryDutyRate: '500.01' }, 'PERCENT_OUT_OF_RANGE', 'supplementaryDutyRate'],
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
    [{ supplyClass: 'DIRECT_EXPORT' }, 'SUPPLY_CLASS_NOT_ALLOWED', 'supplyClass'],
    [{ vatCategory: 'EXEMPT', supplyClass: 'RETAIL_WHOLESALE' }, 'SUPPLY_CLASS_NOT_ALLOWED', 'supplyClass'],
    [{ vatCategory: 'ZERO_RATED', supplyClass: 'GENERAL' }, 'SUPPLY_CLASS_NOT_ALLOWED', 'supplyClass'],
  ] as const)('3 13 15 17 a line with %j is refused: %s', (change, code, field) => {
    expect(refusalOfLine(change)).toMatchObject({ code, path: `input.lineItems[1].${field}` })
  })

  test('17 a rate that is not in force is refused with the rates in force', () => {
    expect(refusalOfLine({ vatCategory: 'REDUCED', vatRate: '12' })?.message).toBe(
      'VAT at 12 % is not in force for REDUCED on 2024-10-15. In force: 10, 7.5, 5, 4.5, 2.4, 2, 1.5.',
    )
  })
})
