import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../money/poisha.ts'
import { acme, approving, creating, creatingLines, dutiableBags, noon, order, rahim, tenBags } from '../testing/examples.ts'
import { given, history, invoiceAfter } from '../testing/scenario.ts'
import type { LineInput } from './input.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal
const refusalOfLine = (change: Partial<LineInput>) => refusalOf({ lineItems: [tenBags, { ...tenBags, ...change }] })

describe('creating a draft', () => {
  test('1 a draft has its fiscal year and its INV number, and no Mushak number', () => {
    expect(invoiceAfter(creating())).toMatchObject({
      status: 'DRAFT',
      id: 'i-1',
      tenantId: 'acme',
      invoiceNumber: 'INV-2024-10-15-000001',
      mushakNumber: null,
      issuedAt: null,
      fiscalYear: '2024-2025',
      createdBy: rahim,
      createdAt: noon,
      updatedAt: noon,
      editors: [rahim],
    })
  })

  test('2 due on the invoice date is accepted, before it refused', () => {
    expect(refusalOf({ dueDate: '2024-10-15' })).toBeNull()
    expect(refusalOf({ dueDate: '2024-10-14' })).toMatchObject({
      code: 'DUE_BEFORE_INVOICE_DATE',
      path: 'input.dueDate',
      params: { dueDate: '2024-10-14', invoiceDate: '2024-10-15' },
    })
  })

  test('3 an invoice has 1 to 500 lines', () => {
    expect(refusalOf({ lineItems: [] })).toMatchObject({ code: 'NO_LINES', path: 'input.lineItems' })
    expect(refusalOf({ lineItems: Array(500).fill(tenBags) })).toBeNull()
    expect(refusalOf({ lineItems: Array(501).fill(tenBags) })).toMatchObject({
      code: 'TOO_MANY_LINES',
      path: 'input.lineItems',
      params: { count: 501, most: 500 },
    })
  })

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
    [{ vatCategory: 'ZERO_RATED', supplementaryDutyRate: '1' }, 'DUTY_ON_ZERO_RATED', 'supplementaryDutyRate'],
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

  test.each([
    [{ invoiceDate: '2025-02-30' }, 'INVALID_DATE', 'input.invoiceDate'],
    [{ dueDate: 'tomorrow' }, 'INVALID_DATE', 'input.dueDate'],
    [{ vendorId: ' ' }, 'FIELD_REQUIRED', 'input.vendorId'],
    [{ customerId: '' }, 'FIELD_REQUIRED', 'input.customerId'],
    [{ customerTIN: '1234567890' }, 'INVALID_TIN', 'input.customerTIN'],
    [{ customerBIN: '123456789' }, 'BIN_OUTDATED', 'input.customerBIN'],
    [{ customerBIN: '12345678901AB' }, 'INVALID_BIN', 'input.customerBIN'],
    [{ customerNID: '123' }, 'INVALID_NID', 'input.customerNID'],
    [{ customerName: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.customerName'],
    [{ customerAddress: 'x'.repeat(2001) }, 'TEXT_TOO_LONG', 'input.customerAddress'],
    [{ vendorTIN: '1234567890' }, 'INVALID_TIN', 'input.vendorTIN'],
    [{ vendorBIN: '123456789' }, 'BIN_OUTDATED', 'input.vendorBIN'],
    [{ vendorName: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.vendorName'],
    [{ vendorAddress: 'x'.repeat(2001) }, 'TEXT_TOO_LONG', 'input.vendorAddress'],
    [{ vendorBIN: '001234567-0202' }, 'SELLER_NOT_TENANT', 'input.vendorBIN'],
    [{ vendorTIN: '999999999999' }, 'SELLER_NOT_TENANT', 'input.vendorTIN'],
    [{ destination: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.destination'],
    [{ vehicle: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.vehicle'],
    [{ challanNumber: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.challanNumber'],
    [{ currency: 'USD' }, 'CURRENCY_NOT_SUPPORTED', 'input.currency'],
    [{ invoiceDate: '2019-06-30' }, 'RATE_NOT_IN_FORCE', 'input.lineItems[0].vatRate'],
  ] as const)('4 9 18 %j is refused: %s', (input, code, path) => {
    expect(refusalOf(input)).toMatchObject({ code, path })
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

  test('18 without a BIN or TIN of its own, the tenant cannot lend one', () => {
    const tenant = { ...acme, bin: null, tin: null }
    expect(refusalOf({ vendorBIN: '002871821-0101' }, { tenant })).toMatchObject({ code: 'SELLER_NOT_TENANT', params: { own: 'none' } })
    expect(refusalOf({ vendorTIN: '123456789012' }, { tenant })).toMatchObject({ code: 'SELLER_NOT_TENANT', params: { own: 'none' } })
    expect(refusalOf({ vendorBIN: '001234567-0202' })?.params).toEqual({
      field: 'vendorBIN',
      given: '001234567-0202',
      own: '002871821-0101',
    })
  })

  test('an invoice is created once', () => {
    expect(() => given(...history(creating())).when(creating())).toThrow('exists already')
  })

  test('nothing reaches 10^15 taka', () => {
    const huge = { ...tenBags, quantity: '1', unitPrice: '869565217391304.35' }
    expect(refusalOf({ lineItems: [huge] })).toMatchObject({ code: 'OUT_OF_RANGE', path: 'input.lineItems[0]' })
    const half = { ...huge, unitPrice: '434782608695652.16' }
    expect(refusalOf({ lineItems: [half, half] })).toBeNull()
    expect(refusalOf({ lineItems: [half, half, { ...half, unitPrice: '0.05' }] })).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'input.lineItems',
    })
    expect(refusalOf({ lineItems: [{ ...huge, quantity: '999999999999999', unitPrice: '999999999999999' }] })?.code).toBe('OUT_OF_RANGE')
  })
})

describe('parties', () => {
  test('9 10 the tenant is the seller; the buyer is as given', () => {
    const given = { ...order, customerTIN: ' 012345678901 ', customerNID: '1234567890' }
    expect(invoiceAfter(creating(given))).toMatchObject({
      seller: { partyId: 'vendor-1', name: acme.name, address: acme.address, bin: acme.bin, tin: acme.tin, nid: null },
      buyer: {
        partyId: 'customer-1',
        name: order.customerName,
        address: order.customerAddress,
        bin: '0012345670202',
        tin: '012345678901',
        nid: '1234567890',
      },
    })
  })

  test('10 name and address of the seller may be given; its own BIN and TIN too', () => {
    const given = { vendorName: 'Acme Chattogram', vendorAddress: '1 Port Road', vendorBIN: '০০২৮৭১৮২১-০১০১', vendorTIN: '123456789012' }
    expect(invoiceAfter(creating(given)).seller).toMatchObject({
      name: 'Acme Chattogram',
      address: '1 Port Road',
      bin: acme.bin,
      tin: acme.tin,
    })
  })

  test('what is not given is null', () => {
    const none = { customerName: null, customerAddress: undefined, customerBIN: ' ' }
    expect(invoiceAfter(creating(none))).toMatchObject({
      buyer: { partyId: 'customer-1', name: null, address: null, tin: null, bin: null, nid: null },
      destination: null,
      vehicle: null,
      challanNumber: null,
      warnings: [],
    })
  })

  test('the heading is kept', () => {
    const heading = { destination: 'Gazipur', vehicle: 'Truck ঢাকা মেট্রো-ট ১১-২২৩৩', challanNumber: 'C-7', currency: 'BDT' }
    expect(invoiceAfter(creating(heading))).toMatchObject({ destination: 'Gazipur', vehicle: heading.vehicle, challanNumber: 'C-7' })
  })
})

const totals = (...lines: readonly LineInput[]) => {
  const written = Object.entries(invoiceAfter(creatingLines(...lines)).totals).map(([name, amount]) => [name, writeTaka(amount)])
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
    expect(totals(line('5', '2000', { vatCategory: 'REDUCED', vatRate: '7.5' }))).toMatchObject({ vat: '750.00' })
    expect(totals(line('20', '500', { vatCategory: 'TRUNCATED' }))).toMatchObject({ vat: '500.00' })
  })

  test('12 categories side by side', () => {
    const reduced = line('1', '10000', { vatCategory: 'REDUCED', vatRate: '7.5' })
    expect(totals(line('1', '10000'), reduced)).toMatchObject({ vat: '2250.00' })
    expect(totals(line('1', '10000'), reduced, line('1', '10000', { vatCategory: 'ZERO_RATED' }))).toMatchObject({
      subtotal: '30000.00',
      vat: '2250.00',
      grandTotal: '32250.00',
    })
  })

  test('13 supplementary duty', () => {
    expect(totals(dutiableBags)).toMatchObject({ supplementaryDuty: '2000.00', vat: '1800.00', grandTotal: '13800.00' })
  })

  test('14 withheld taxes stand beside the total', () => {
    expect(totals(line('1', '50000', { advanceIncomeTaxRate: '5' }))).toMatchObject({
      advanceIncomeTax: '2500.00',
      grandTotal: '57500.00',
      expectedCash: '55000.00',
    })
    const construction = line('1', '500000', { vatCategory: 'REDUCED', vatRate: '10', vdsRate: '10', advanceIncomeTaxRate: '5' })
    expect(totals(construction)).toMatchObject({ expectedCash: '475000.00' })
  })

  test('15 16 rounding and size', () => {
    expect(totals(line('3', '333.33'))).toMatchObject({ subtotal: '999.99', vat: '150.00', grandTotal: '1149.99' })
    expect(totals(line('0.333', '3000'))).toMatchObject({ subtotal: '999.00' })
    expect(totals(line('1', '1.005'))).toMatchObject({ subtotal: '1.01' })
    expect(totals(line('1000', '1.005'))).toMatchObject({ subtotal: '1005.00' })
    expect(totals(line('1', '9999999999.99'))).toMatchObject({ subtotal: '9999999999.99', grandTotal: '11499999999.99' })
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
      { id: 'i-1-3', vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: 25000001n, vatReturnNote: 6, vat: 250000n },
      { id: 'i-1-4', vatCategory: 'ZERO_RATED', vatRate: 0n, vatReturnNote: 2 },
      { id: 'i-1-5', vatCategory: 'EXEMPT', vatRate: null, vatReturnNote: 3, supplementaryDuty: 500n },
    ])
  })

  test('a discount of the whole value leaves a line of 0.00', () => {
    expect(totals(line('3', '0.3333', { discount: '0.99' }), line('1', '1'))).toMatchObject({ subtotal: '1.01' })
    expect(totals(line('1', '1', { discount: '1.00' }))).toMatchObject({ grandTotal: '0.00' })
    expect(given(...history(creatingLines(line('1', '1', { discount: '1.00' })))).when(approving()).refusal?.code).toBe(
      'NOTHING_TO_INVOICE',
    )
  })
})
