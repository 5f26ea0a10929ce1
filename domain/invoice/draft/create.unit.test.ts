import { describe, expect, test } from '@jest/globals'
import { creating, noon, rahim } from '../../testing/examples.ts'
import { given, invoiceAfter } from '../../testing/scenario.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal

describe('creating a draft', () => {
  test('1 a draft has a fiscal year and an INV number, and no Mushak number', () => {
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

  test('2 the due date can be the invoice date, but not before it', () => {
    expect(refusalOf({ dueDate: '2024-10-15' })).toBeNull()
    expect(refusalOf({ dueDate: '2024-10-14' })).toMatchObject({
      code: 'DUE_BEFORE_INVOICE_DATE',
      path: 'input.dueDate',
      params: { dueDate: '2024-10-14', invoiceDate: '2024-10-15' },
    })
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
    [{ invoiceDate: '2019-06-30' }, 'DATE_OUT_OF_RANGE', 'input.invoiceDate'],
    [{ dueDate: '2019-06-30' }, 'DATE_OUT_OF_RANGE', 'input.dueDate'],
  ] as const)('4 9 18 %j is refused: %s', (input, code, path) => {
    expect(refusalOf(input)).toMatchObject({ code, path })
  })

  test('18 the refusal repeats the currency, but only the beginning of a long text', () => {
    expect(refusalOf({ currency: 'USD' })?.message).toBe('Invoices are in BDT; "USD" is not supported.')
    expect(refusalOf({ currency: 'US dollars of America' })?.params).toEqual({ currency: 'US dollars' })
  })
})
