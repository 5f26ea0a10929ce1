import { describe, expect, test } from '@jest/globals'
import { creating, tenBags, updating } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const draft = history(
  creating({
    lineItems: [tenBags, { ...tenBags, quantity: '5', unitPrice: '2000' }],
    destination: 'Gazipur',
  }),
)

describe('updating the invoice date', () => {
  test('19 changes the fiscal year, and never the INV number', () => {
    const moved = given(...draft).when(updating({ invoiceDate: '2024-06-30' })).invoice
    expect(moved).toMatchObject({
      fiscalYear: '2023-2024',
      invoiceDate: '2024-06-30',
      invoiceNumber: 'INV-2024-10-15-000001',
    })
  })

  test('taxes the lines again, also those that are not given', () => {
    const wholesale = history(
      creating({ lineItems: [tenBags, { ...tenBags, vatCategory: 'REDUCED', vatRate: '1.5' }] }),
    )
    const { refusal } = given(...wholesale).when(updating({ invoiceDate: '2022-06-30' }))
    expect(refusal).toMatchObject({ code: 'RATE_NOT_IN_FORCE', path: 'input.invoiceDate' })
    const lineItems = [{ ...tenBags, vatCategory: 'REDUCED', vatRate: '1.5' }] as const
    const withLines = given(...wholesale).when(updating({ invoiceDate: '2022-06-30', lineItems }))
    expect(withLines.refusal).toMatchObject({ path: 'input.lineItems[0].vatRate' })
  })

  test('54 before the Act came into force is refused', () => {
    expect(given(...draft).when(updating({ invoiceDate: '2019-06-30' })).refusal).toMatchObject({
      code: 'DATE_OUT_OF_RANGE',
      path: 'input.invoiceDate',
      params: { from: '2019-07-01' },
    })
    const { invoice } = given(...draft).when(updating({ invoiceDate: '2019-07-01' }))
    expect(invoice).toMatchObject({ invoiceDate: '2019-07-01', fiscalYear: '2019-2020' })
  })

  test('20 a due date before the invoice date is refused, with the path of the date that was given', () => {
    expect(given(...draft).when(updating({ dueDate: '2024-10-14' })).refusal?.code).toBe(
      'DUE_BEFORE_INVOICE_DATE',
    )
    expect(given(...draft).when(updating({ invoiceDate: '2024-11-16' })).refusal).toMatchObject({
      code: 'DUE_BEFORE_INVOICE_DATE',
      path: 'input.invoiceDate',
    })
    expect(
      given(...draft).when(updating({ invoiceDate: '2024-11-16', dueDate: '2024-11-15' })).refusal?.path,
    ).toBe('input.dueDate')
  })

  test('lines that are not given remain as they were, in every category', () => {
    const events = history(
      creating({
        lineItems: [
          {
            ...tenBags,
            discount: '12.34',
            hsCode: '2523.29',
            vdsRate: '7.5',
            advanceIncomeTaxRate: '2.5',
            supplementaryDutyRate: '20',
          },
          { ...tenBags, vatCategory: 'REDUCED', vatRate: '2.4', supplyClass: 'RETAIL_WHOLESALE' },
          { ...tenBags, vatCategory: 'REDUCED' },
          { ...tenBags, vatCategory: 'TRUNCATED' },
          { ...tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '0.0001' },
          { ...tenBags, vatCategory: 'ZERO_RATED', supplyClass: 'DEEMED_EXPORT' },
          { ...tenBags, vatCategory: 'EXEMPT', unit: null },
        ],
      }),
    )
    const before = given(...events).invoice
    const { invoice } = given(...events).when(updating({ dueDate: '2024-12-31' }))
    expect(invoice.lines).toEqual('lines' in before ? before.lines : null)
    expect(invoice.lines).toHaveLength(7)
  })
})
