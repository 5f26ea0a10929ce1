import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

/** Total 11,500.00. */
const issue = () => desk.issue([line('10', '1000')], dueToday())
const cash = (amount: string, rest: object = {}) => ({ amount, method: 'CASH', paidOn: today(), ...rest })

test('27 payments settle the invoice step by step', async () => {
  const { id } = await issue()
  expect(await desk.does('pay', { id, input: cash('5000') })).toMatchObject({
    status: 'PARTIALLY_PAID',
    balance: { amount: '6500.00' },
    paidAt: null,
  })
  expect(await desk.does('pay', { id, input: cash('3000') })).toMatchObject({ status: 'PARTIALLY_PAID' })
  const paid = await desk.does('pay', { id, input: cash('3500') })
  expect(paid).toMatchObject({
    status: 'PAID',
    balance: { amount: '0.00' },
    paidAmount: { amount: '11500.00' },
  })
  expect(paid.paidAt).not.toBeNull()
})

test('28 more than the balance, nothing and less than nothing are refused', async () => {
  const { id } = await issue()
  expect(await desk.refused('pay', { id, input: cash('15000') })).toMatchObject({
    code: 'OVERPAYMENT',
    path: 'input.amount',
  })
  const paid = await desk.does('pay', { id, input: cash('8000') })
  expect(await desk.refused('pay', { id, input: cash('5000') })).toMatchObject({ code: 'OVERPAYMENT' })
  expect(await desk.refused('pay', { id, input: cash('0') })).toMatchObject({ code: 'NOT_POSITIVE' })
  expect(await desk.refused('pay', { id, input: cash('-1') })).toMatchObject({ code: 'NOT_POSITIVE' })
  expect(await desk.read(id, paid.revision)).toMatchObject({ paidAmount: { amount: '8000.00' } })
  expect(await desk.happened(id)).toEqual([
    'InvoiceCreated',
    'InvoiceApproved',
    'LegalNumberAssigned',
    'PaymentRecorded',
  ])
})

test('28 a draft and a cancelled invoice take no payment', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.refused('pay', { id, input: cash('10') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'DRAFT' },
  })
  await desk.does('cancel', { id, reason: 'x' })
  expect(await desk.refused('pay', { id, input: cash('10') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'CANCELLED' },
  })
})

test('29 the same payment id counts once, with other content it is refused', async () => {
  const { id } = await issue()
  const input = cash('100', { paymentId: 'p-29' })
  const first = await desk.does('pay', { id, input })
  expect(await desk.does('pay', { id, input })).toEqual(first)
  expect(await desk.refused('pay', { id, input: { ...input, amount: '200' } })).toMatchObject({
    code: 'PAYMENT_ID_REUSED',
    path: 'input.paymentId',
  })
})

test('29 a payment of tomorrow is refused, one before the issue is an advance', async () => {
  const { id } = await issue()
  expect(await desk.refused('pay', { id, input: cash('1', { paidOn: '2999-01-01' }) })).toMatchObject({
    code: 'DATE_IN_FUTURE',
    path: 'input.paidOn',
  })
  expect(await desk.does('pay', { id, input: cash('1', { paidOn: '2024-01-01' }) })).toMatchObject({
    paidAmount: { amount: '1.00' },
  })
})

test('29 two payments at the same time are both counted', async () => {
  const { id } = await issue()
  await Promise.all([
    desk.does('pay', { id, input: cash('6000') }),
    desk.does('pay', { id, input: cash('5500') }),
  ])
  expect(await desk.read(id, 4)).toMatchObject({ status: 'PAID', payments: [{}, {}] })
})

test('30 reversing the only payment opens the invoice again', async () => {
  const { id } = await issue()
  await desk.does('pay', { id, input: cash('11500', { paymentId: 'p-30' }) })
  expect(await desk.does('reverse', { id, paymentId: 'p-30', reason: 'Bounced' })).toMatchObject({
    status: 'APPROVED',
    balance: { amount: '11500.00' },
    paidAt: null,
    payments: [{ id: 'p-30', reversed: true, reversalReason: 'Bounced' }],
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
])('31 32 %s', async (method, details) => {
  const { id } = await issue()
  expect(
    await desk.does('pay', { id, input: { amount: '100', method, paidOn: today(), ...details } }),
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
])('31 %s without what it needs is refused: %j', async (method, details, code, path) => {
  const { id } = await issue()
  expect(
    await desk.refused('pay', { id, input: { amount: '100', method, paidOn: today(), ...details } }),
  ).toMatchObject({ code, path })
})

test('32 VDS certificates never exceed the VAT of the invoice', async () => {
  const { id } = await issue()
  const input = {
    amount: '1500.01',
    method: 'VDS_CERTIFICATE',
    paidOn: today(),
    certificateNumber: 'c',
    certificateDate: today(),
  }
  expect(await desk.refused('pay', { id, input })).toMatchObject({ code: 'VDS_EXCEEDS_VAT' })
})

test('33 overdue is what an open invoice is called after its due date, in answers, lists and filters', async () => {
  const issued = await desk.issue([line('1', '100')])
  expect(issued.status).toBe('OVERDUE')
  await desk.shown(issued.id, issued.revision)
  const list = (status: string) =>
    desk.client.value(
      `query ($n: String) { invoices(filter: { status: [${status}], invoiceNumber: $n }) { totalCount nodes { status } } }`,
      {
        n: issued.invoiceNumber,
      },
    )
  expect(await list('OVERDUE')).toEqual({ totalCount: 1, nodes: [{ status: 'OVERDUE' }] })
  expect(await list('APPROVED')).toEqual({ totalCount: 0, nodes: [] })
})

test('33a a credit after payment makes money due to the buyer, and a refund gives it back', async () => {
  const { id, lineItems } = await desk.issue(
    [line('10', '1000', { supplementaryDutyRate: '20' })],
    dueToday(),
  )
  await desk.does('pay', { id, input: cash('13800') })
  const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
  expect(await desk.does('credit', { id, lines, reason: 'Returned' })).toMatchObject({
    status: 'PAID',
    balance: { amount: '-5520.00' },
    refundDue: { amount: '5520.00' },
  })
  expect(await desk.refused('refund', { id, input: cash('5520.01') })).toMatchObject({
    code: 'REFUND_EXCEEDS_DUE',
  })
  expect(await desk.does('refund', { id, input: cash('5520') })).toMatchObject({
    balance: { amount: '0.00' },
    refundDue: { amount: '0.00' },
  })
})
