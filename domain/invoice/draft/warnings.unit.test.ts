import { describe, expect, test } from '@jest/globals'
import { approving, creating, numbering, tenBags } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
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

describe('BUYER_LOSES_INPUT_CREDIT', () => {
  test('warns of a buyer without name, address or BIN above 25,000.00', () => {
    const sale = (quantity: string, buyer: object) =>
      invoiceAfter(
        creating({
          lineItems: [{ ...tenBags, vatCategory: 'ZERO_RATED', quantity: '1', unitPrice: quantity }],
          ...buyer,
        }),
      ).warnings
    const nameless = { customerName: null, customerBIN: null }
    expect(sale('25000.00', nameless)).toEqual([])
    const warnings = sale('25000.01', nameless)
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
    expect(sale('25000.01', {})).toEqual([])
    for (const [field, missing] of [
      ['customerName', 'name'],
      ['customerAddress', 'address'],
      ['customerBIN', 'bin'],
    ] as const)
      expect(sale('25000.01', { [field]: null })).toMatchObject([{ params: { missing: [missing] } }])
  })

  test.each([
    ['25,000.00', '21739.13', []],
    ['25,000.01', '21739.14', ['BUYER_LOSES_INPUT_CREDIT']],
  ])(
    'counts the tax: a grand total of %s, from a value of %s, has the warnings %j',
    (_, unitPrice, codes) => {
      const sold = creating({ customerName: null, lineItems: [{ ...tenBags, quantity: '1', unitPrice }] })
      expect(invoiceAfter(sold).warnings.map(({ code }) => code)).toEqual(codes)
      expect(invoiceAfter(sold, approving()).warnings.map(({ code }) => code)).toEqual(codes)
    },
  )

  test('remains when the number is assigned', () => {
    const poor = creating({ lineItems: [{ ...tenBags, quantity: '100' }], customerName: null })
    const approved = invoiceAfter(poor, approving())
    expect(approved.warnings).toMatchObject([{ code: 'BUYER_LOSES_INPUT_CREDIT' }])
    expect(invoiceAfter(poor, approving(), numbering()).warnings).toEqual(approved.warnings)
  })
})
