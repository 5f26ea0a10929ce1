import { afterAll, expect, test } from '@jest/globals'
import { deskOf, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

test('1 a draft has the fiscal year of its date, an INV number and no Mushak number', async () => {
  const invoice = await desk.create([line('1', '100')])
  expect(invoice).toMatchObject({ status: 'DRAFT', fiscalYear: '2024-2025', mushakNumber: null, revision: 0 })
  expect(invoice.invoiceNumber).toMatch(/^INV-2024-10-15-\d{6}$/)
})

test('2 a due date before the invoice date is refused; the same date is accepted', async () => {
  expect(await desk.expectCreateError([line('1', '100')], { dueDate: '2024-10-14' })).toMatchObject({
    code: 'DUE_BEFORE_INVOICE_DATE',
    path: 'input.dueDate',
  })
  expect(await desk.create([line('1', '100')], { dueDate: '2024-10-15' })).toMatchObject({
    dueDate: '2024-10-15',
  })
})

test.each([
  ['no lines', [], 'NO_LINES', 'input.lineItems'],
  ['quantity 0', [line('0', '100')], 'NOT_POSITIVE', 'input.lineItems[0].quantity'],
  ['a negative quantity', [line('1', '1'), line('-1', '100')], 'NOT_POSITIVE', 'input.lineItems[1].quantity'],
  ['a negative price', [line('1', '-100')], 'NEGATIVE', 'input.lineItems[0].unitPrice'],
  ['501 lines', Array.from({ length: 501 }, () => line('1', '1')), 'TOO_MANY_LINES', 'input.lineItems'],
])('3 an invoice with %s is refused', async (_, lines, code, path) => {
  expect(await desk.expectCreateError(lines)).toMatchObject({ code, path })
})

test('3 an invoice may have 500 lines', async () => {
  const invoice = await desk.create(Array.from({ length: 500 }, () => line('1', '1')))
  expect(invoice.lineItems).toHaveLength(500)
})

test('4 a bad date, a missing field, an unknown field and a bad id are refused with their path', async () => {
  expect(await desk.expectCreateError([line('1', '100')], { invoiceDate: '2025-02-30' })).toMatchObject({
    code: 'INVALID_INPUT',
    path: 'input.invoiceDate',
  })
  expect(await desk.expectCreateError([line('1', '100')], { vendorId: undefined })).toMatchObject({
    code: 'INVALID_INPUT',
    path: 'input.vendorId',
  })
  expect(await desk.expectCreateError([line('1', '100', { colour: 'red' })])).toMatchObject({
    code: 'INVALID_INPUT',
    path: 'input.lineItems[0].colour',
  })
  expect(await desk.expectError('approve', { id: 'no-such-form' })).toMatchObject({
    code: 'INVALID_INPUT',
    path: 'id',
  })
})

test('5 ten units at 1,000 and five at 2,000 make a subtotal of 20,000', async () => {
  const invoice = await desk.create([line('10', '1000'), line('5', '2000')])
  expect(invoice.subtotal.amount).toBe('20000.00')
})

test('6 fifty invoices created at once get consecutive numbers; tenants may have equal numbers', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const numbers = await Promise.all(
    Array.from({ length: 50 }, async () => (await bengal.create([line('1', '10')])).invoiceNumber as string),
  )
  const serials = numbers.map((number) => Number(number.slice(-6))).sort((a, b) => a - b)
  expect(serials).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))

  const platform = await service.as('platform')
  await platform.value('mutation { registerTenant(input: { id: "new", name: "New Traders" }) { id } }')
  const other = deskOf(await service.as('admin', 'new'))
  const first = await other.create([line('1', '10')])
  expect(numbers).toContain(first.invoiceNumber)
  await other.awaitRow(first.id, first.revision)
  const byNumber = 'query ($number: String!) { invoiceByNumber(number: $number) { id } }'
  expect(await other.client.value(byNumber, { number: first.invoiceNumber })).toEqual({ id: first.id })
})

test('8 a key with the same input returns the same invoice; with other input it is refused', async () => {
  const first = await desk.create([line('1', '100')], {}, 'key-8')
  const again = await desk.create([line('1', '100')], {}, 'key-8')
  expect(again).toEqual(first)
  const input = {
    vendorId: 'v',
    customerId: 'c',
    invoiceDate: '2024-10-15',
    dueDate: '2024-10-15',
    lineItems: [line('2', '100')],
  }
  expect(await desk.expectError('create', { input, key: 'key-8' })).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 requests with one key at the same time create one invoice', async () => {
  const invoices = await Promise.all(
    Array.from({ length: 8 }, () => desk.create([line('1', '100')], {}, 'key-race')),
  )
  expect(
    new Set(invoices.map(({ id, invoiceNumber, revision }) => `${id} ${invoiceNumber} ${revision}`)).size,
  ).toBe(1)
})

test('9 blanks around a TIN and a BIN are removed; leading zeros are kept', async () => {
  const invoice = await desk.create([line('1', '100')], {
    customerTIN: ' 000123456789 ',
    customerBIN: ' 002871821-0101 ',
  })
  expect(invoice).toMatchObject({ customerTIN: '000123456789', customerBIN: '0028718210101' })
})

test.each([
  ['a TIN of 10 digits', { customerTIN: '1234567890' }, 'INVALID_TIN', 'input.customerTIN'],
  ['a BIN of 9 digits', { customerBIN: '123456789' }, 'BIN_OUTDATED', 'input.customerBIN'],
  ['a TIN with letters', { customerTIN: '12345678901A' }, 'INVALID_TIN', 'input.customerTIN'],
])('9 %s is refused', async (_, party, code, path) => {
  expect(await desk.expectCreateError([line('1', '100')], party)).toMatchObject({ code, path })
})

test('10 a query returns the buyer as it was entered', async () => {
  const party = {
    customerName: 'রহিম ট্রেডার্স',
    customerAddress: '১২ মতিঝিল, ঢাকা',
    customerTIN: '123456789012',
    customerBIN: '0028718210101',
  }
  const { id, revision } = await desk.create([line('1', '100')], party)
  expect((await desk.read(id, revision)).buyer).toMatchObject({
    partyId: 'customer-1',
    name: party.customerName,
    address: party.customerAddress,
    tin: party.customerTIN,
    bin: party.customerBIN,
  })
})

test('18 a currency other than BDT and the BIN of another seller are refused', async () => {
  expect(await desk.expectCreateError([line('1', '100')], { currency: 'USD' })).toMatchObject({
    code: 'CURRENCY_NOT_SUPPORTED',
    path: 'input.currency',
  })
  expect(await desk.expectCreateError([line('1', '100')], { vendorBIN: '1111111111111' })).toMatchObject({
    code: 'SELLER_NOT_TENANT',
    path: 'input.vendorBIN',
  })
})
