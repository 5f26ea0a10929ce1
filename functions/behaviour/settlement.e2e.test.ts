import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

/** Issues an invoice with a total of 11,500.00. */
const issue = () => desk.issue([line('10', '1000')], dueToday())
const cash = (amount: string, rest: object = {}) => ({ amount, method: 'CASH', paidOn: today(), ...rest })

test('27 an invoice is partially paid until its payments reach the total', async () => {
  const { id } = await issue()
  expect(await desk.run('pay', { id, input: cash('5000') })).toMatchObject({
    status: 'PARTIALLY_PAID',
    balance: { amount: '6500.00' },
    paidAt: null,
  })
  expect(await desk.run('pay', { id, input: cash('3000') })).toMatchObject({ status: 'PARTIALLY_PAID' })
  const paid = await desk.run('pay', { id, input: cash('3500') })
  expect(paid).toMatchObject({
    status: 'PAID',
    balance: { amount: '0.00' },
    paidAmount: { amount: '11500.00' },
  })
  expect(paid.paidAt).not.toBeNull()
})

test('28 a payment above the balance, of zero or below zero is refused', async () => {
  const { id } = await issue()
  expect(await desk.expectError('pay', { id, input: cash('15000') })).toMatchObject({
    code: 'OVERPAYMENT',
    path: 'input.amount',
  })
  const paid = await desk.run('pay', { id, input: cash('8000') })
  expect(await desk.expectError('pay', { id, input: cash('5000') })).toMatchObject({ code: 'OVERPAYMENT' })
  expect(await desk.expectError('pay', { id, input: cash('0') })).toMatchObject({ code: 'NOT_POSITIVE' })
  expect(await desk.expectError('pay', { id, input: cash('-1') })).toMatchObject({ code: 'NOT_POSITIVE' })
  expect(await desk.read(id, paid.revision)).toMatchObject({ paidAmount: { amount: '8000.00' } })
  expect(await desk.readEventTypes(id)).toEqual([
    'InvoiceCreated',
    'InvoiceApproved',
    'LegalNumberAssigned',
    'PaymentRecorded',
  ])
})

test('28 a payment on a draft or a cancelled invoice is refused', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.expectError('pay', { id, input: cash('10') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'DRAFT' },
  })
  await desk.run('cancel', { id, reason: 'x' })
  expect(await desk.expectError('pay', { id, input: cash('10') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'CANCELLED' },
  })
})

test('29 a payment sent twice with one id counts once; with other content it is refused', async () => {
  const { id } = await issue()
  const input = cash('100', { paymentId: 'p-29' })
  const first = await desk.run('pay', { id, input })
  expect(await desk.run('pay', { id, input })).toEqual(first)
  expect(await desk.expectError('pay', { id, input: { ...input, amount: '200' } })).toMatchObject({
    code: 'PAYMENT_ID_REUSED',
    path: 'input.paymentId',
  })
})

test('29 a payment dated in the future is refused; one dated before the issue is accepted', async () => {
  const { id } = await issue()
  expect(await desk.expectError('pay', { id, input: cash('1', { paidOn: '2999-01-01' }) })).toMatchObject({
    code: 'DATE_IN_FUTURE',
    path: 'input.paidOn',
  })
  expect(await desk.run('pay', { id, input: cash('1', { paidOn: '2024-01-01' }) })).toMatchObject({
    paidAmount: { amount: '1.00' },
  })
})

test('29 two payments at the same time both count', async () => {
  const { id } = await issue()
  await Promise.all([
    desk.run('pay', { id, input: cash('6000') }),
    desk.run('pay', { id, input: cash('5500') }),
  ])
  expect(await desk.read(id, 4)).toMatchObject({ status: 'PAID', payments: [{}, {}] })
})

test('30 reversing the only payment makes the invoice unpaid again', async () => {
  const { id } = await issue()
  await desk.run('pay', { id, input: cash('11500', { paymentId: 'p-30', paidOn: '2024-10-20' }) })
  const bounced = { id, paymentId: 'p-30', reason: 'Bounced' }
  expect(await desk.expectError('reverse', { ...bounced, reversedOn: '2024-10-19' })).toMatchObject({
    code: 'REVERSAL_BEFORE_PAYMENT',
    path: 'reversedOn',
  })
  expect(await desk.run('reverse', { ...bounced, reversedOn: '2024-10-21' })).toMatchObject({
    status: 'APPROVED',
    balance: { amount: '11500.00' },
    paidAt: null,
    payments: [{ id: 'p-30', reversed: true, reversedOn: '2024-10-21', reversalReason: 'Bounced' }],
  })
})

test.each([
  ['CASH', {}],
  ['BANK_TRANSFER', { bankAccountId: 'acc-1' }],
  ['CHECK', { checkNumber: '123' }],
  ['MOBILE_WALLET', { walletProvider: 'BKASH', mobileNumber: '+8801712345678' }],
  ['CREDIT_CARD', {}],
  ['DEBIT_CARD', {}],
  ['ONLINE_BANKING', {}],
  ['VDS_CERTIFICATE', { certificateNumber: '6.6-1', certificateDate: '2024-10-20' }],
  ['TDS_CERTIFICATE', { certificateNumber: 'TDS-1', certificateDate: '2024-10-20' }],
])('31 32 a payment by %s is recorded', async (method, details) => {
  const { id } = await issue()
  expect(
    await desk.run('pay', { id, input: { amount: '100', method, paidOn: today(), ...details } }),
  ).toMatchObject({
    paidAmount: { amount: '100.00' },
    payments: [{ method }],
  })
})

test.each([
  ['BANK_TRANSFER', {}, 'PAYMENT_DETAIL_MISSING', 'input.bankAccountId'],
  ['CHECK', { checkNumber: '12' }, 'CHECK_NUMBER_TOO_SHORT', 'input.checkNumber'],
  ['MOBILE_WALLET', { walletProvider: 'NAGAD' }, 'PAYMENT_DETAIL_MISSING', 'input.mobileNumber'],
  [
    'MOBILE_WALLET',
    { walletProvider: 'NAGAD', mobileNumber: '01212345678' },
    'INVALID_MOBILE_NUMBER',
    'input.mobileNumber',
  ],
  ['VDS_CERTIFICATE', { certificateDate: '2024-10-20' }, 'PAYMENT_DETAIL_MISSING', 'input.certificateNumber'],
])('31 a payment by %s with missing or wrong details is refused: %j', async (method, details, code, path) => {
  const { id } = await issue()
  expect(
    await desk.expectError('pay', { id, input: { amount: '100', method, paidOn: today(), ...details } }),
  ).toMatchObject({ code, path })
})

test('32 VDS certificates above the VAT of the invoice are refused', async () => {
  const { id } = await issue()
  const input = {
    amount: '1500.01',
    method: 'VDS_CERTIFICATE',
    paidOn: today(),
    certificateNumber: 'c',
    certificateDate: today(),
  }
  expect(await desk.expectError('pay', { id, input })).toMatchObject({ code: 'VDS_EXCEEDS_VAT' })
})

test('33 an open invoice is OVERDUE after its due date, in responses, lists and filters', async () => {
  const issued = await desk.issue([line('1', '100')])
  expect(issued.status).toBe('OVERDUE')
  await desk.awaitRow(issued.id, issued.revision)
  const list = (status: string) =>
    desk.client.value(
      `query ($number: String) {
        invoices(filter: { status: [${status}], invoiceNumber: $number }) { totalCount nodes { status } }
      }`,
      { number: issued.invoiceNumber },
    )
  expect(await list('OVERDUE')).toEqual({ totalCount: 1, nodes: [{ status: 'OVERDUE' }] })
  expect(await list('APPROVED')).toEqual({ totalCount: 0, nodes: [] })
})

test('33a a credit after payment makes a refund due; no more than that can be refunded', async () => {
  const { id, lineItems } = await desk.issue(
    [line('10', '1000', { supplementaryDutyRate: '20' })],
    dueToday(),
  )
  await desk.run('pay', { id, input: cash('13800') })
  const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
  expect(await desk.run('credit', { id, lines, reason: 'Returned' })).toMatchObject({
    status: 'PAID',
    balance: { amount: '-5520.00' },
    refundDue: { amount: '5520.00' },
  })
  expect(await desk.expectError('refund', { id, input: cash('5520.01') })).toMatchObject({
    code: 'REFUND_EXCEEDS_DUE',
  })
  expect(await desk.run('refund', { id, input: cash('5520') })).toMatchObject({
    balance: { amount: '0.00' },
    refundDue: { amount: '0.00' },
  })
})
