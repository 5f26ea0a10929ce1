import { describe, expect, test } from '@jest/globals'
import { approving, creating, numbering, tenBags } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'
import { warningMessage } from './warnings.ts'

const draft = history(creating())

describe('LATE_ISSUE', () => {
  test('warns of an issue in a later month than the invoice date', () => {
    const [warning] = given(...draft).when(approving({ at: '2024-10-31T18:00:00Z' })).invoice.warnings
    expect(warning).toEqual({
      code: 'LATE_ISSUE',
      path: 'invoiceDate',
      params: { issued: '2024-11', invoiceDate: '2024-10-15' },
    })
    expect(warning && warningMessage(warning)).toContain(
      'Issued in 2024-11, a later month than the invoice date, 2024-10-15',
    )
    expect(given(...draft).when(approving({ at: '2024-10-31T17:59:59Z' })).invoice.warnings).toEqual([])
  })

  test('appears once, with the number, when the time of issue is in a later month than the approval', () => {
    const late = '2024-10-31T18:00:00.200Z'
    const justBefore = '2024-10-31T17:59:59.900Z'
    const warningsOf = (approvedAt: string) =>
      invoiceAfter(creating(), approving({ at: approvedAt }), numbering(2, late)).warnings
    const warning = {
      code: 'LATE_ISSUE',
      path: 'invoiceDate',
      params: { issued: '2024-11', invoiceDate: '2024-10-15' },
    }
    expect(warningsOf(justBefore)).toEqual([warning])
    expect(warningsOf(late)).toEqual([warning])
    expect(invoiceAfter(creating(), approving(), numbering()).warnings).toEqual([])
  })
})

describe('EARLY_ISSUE', () => {
  const nextDay = history(creating({ invoiceDate: '2024-10-16' }))

  test('54 warns of an invoice date after the day of issue in Dhaka', () => {
    const [warning, ...others] = given(...nextDay).when(approving({ at: '2024-10-15T17:59:59Z' })).invoice
      .warnings
    expect([warning, others]).toEqual([
      {
        code: 'EARLY_ISSUE',
        path: 'invoiceDate',
        params: { issued: '2024-10-15', invoiceDate: '2024-10-16' },
      },
      [],
    ])
    expect(warning && warningMessage(warning)).toBe(
      'Issued on 2024-10-15, before the invoice date, 2024-10-16. The rates are of 2024-10-16.',
    )
    expect(given(...nextDay).when(approving({ at: '2024-10-15T18:00:00Z' })).invoice.warnings).toEqual([])
    expect(invoiceAfter(creating({ invoiceDate: '2024-10-16' })).warnings).toEqual([])
  })

  test('54 disappears when the number is issued on the invoice date, like the one before it', () => {
    const approved = { at: '2024-10-15T17:59:59.900Z' }
    const numbered = (issuedAt: string) =>
      invoiceAfter(creating({ invoiceDate: '2024-10-16' }), approving(approved), numbering(2, issuedAt))
        .warnings
    expect(numbered('2024-10-15T17:59:59.950Z')).toMatchObject([{ code: 'EARLY_ISSUE' }])
    expect(numbered('2024-10-15T18:00:00.200Z')).toEqual([])
  })
})

describe('BUYER_LOSES_INPUT_CREDIT', () => {
  const sale = (unitPrice: string, change: Partial<LineInput> = {}, buyer: object = { customerName: null }) =>
    invoiceAfter(creating({ lineItems: [{ ...tenBags, quantity: '1', unitPrice, ...change }], ...buyer }))
      .warnings
  const codes = (...input: Parameters<typeof sale>) => sale(...input).map(({ code }) => code)

  test('54 warns of a buyer without name, address or BIN above 25,000.00', () => {
    const nameless = { customerName: null, customerBIN: null }
    expect(sale('25000.00', {}, nameless)).toEqual([])
    const warnings = sale('25000.01', {}, nameless)
    expect(warnings).toEqual([
      {
        code: 'BUYER_LOSES_INPUT_CREDIT',
        path: 'buyer',
        params: { threshold: '25000.00', missing: ['name', 'bin'] },
      },
    ])
    expect(warnings.map(warningMessage)).toEqual([
      'Above 25000.00 taka, a buyer gets no input credit without name, bin on the invoice.',
    ])
    expect(sale('25000.01', {}, {})).toEqual([])
    for (const [field, missing] of [
      ['customerName', 'name'],
      ['customerAddress', 'address'],
      ['customerBIN', 'bin'],
    ] as const)
      expect(sale('25000.01', {}, { [field]: null })).toMatchObject([{ params: { missing: [missing] } }])
  })

  test('54 counts value and supplementary duty, not VAT', () => {
    const dutiable = { supplementaryDutyRate: '25' }
    expect(codes('20000.00', dutiable)).toEqual([])
    expect(codes('20000.01', dutiable)).toEqual(['BUYER_LOSES_INPUT_CREDIT'])
    expect(codes('21739.14')).toEqual([])
  })

  test('54 is only for an invoice with VAT to credit', () => {
    expect(codes('30000', { vatCategory: 'ZERO_RATED' })).toEqual([])
    expect(codes('30000', { vatCategory: 'EXEMPT' })).toEqual([])
    expect(codes('30000', { vatCategory: 'SPECIFIC', specificVatPerUnit: '1' })).toEqual([
      'BUYER_LOSES_INPUT_CREDIT',
    ])
  })

  test('remains when the number is assigned', () => {
    const poor = creating({ lineItems: [{ ...tenBags, quantity: '100' }], customerName: null })
    const approved = invoiceAfter(poor, approving())
    expect(approved.warnings).toMatchObject([{ code: 'BUYER_LOSES_INPUT_CREDIT' }])
    expect(invoiceAfter(poor, approving(), numbering()).warnings).toEqual(approved.warnings)
  })
})
