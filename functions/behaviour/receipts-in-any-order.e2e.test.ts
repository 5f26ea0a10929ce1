import { afterAll, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

/** Issues an invoice with a value of 10,000.00 and VAT of 1,500.00. */
const issue = () => desk.issue([line('10', '1000')], dueToday())
type Issued = { id: string; lineItems: { id: string }[] }

const cash = (amount: string, rest: object = {}) => ({ amount, method: 'CASH', paidOn: today(), ...rest })
const accepted = (amount: string, rest: object = {}) => cash(amount, { acceptOverpayment: true, ...rest })
const certificate = (method: string, amount: string, acceptOverpayment?: boolean) => ({
  ...{ amount, method, paidOn: today(), certificateNumber: 'C-1', certificateDate: today() },
  acceptOverpayment,
})
const credit = ({ id, lineItems }: Issued, quantity: string) =>
  desk.run('credit', { id, lines: [{ lineItemId: lineItems[0]?.id, quantity }], reason: 'Returned' })

test('28 a payment above the balance is recorded with acceptOverpayment, and the excess is due back', async () => {
  const { id } = await issue()
  expect(await desk.expectError('pay', { id, input: cash('15000') })).toMatchObject({
    code: 'OVERPAYMENT',
    message: expect.stringContaining('acceptOverpayment'),
  })
  expect(await desk.run('pay', { id, input: accepted('15000') })).toMatchObject({
    status: 'PAID',
    balance: { amount: '-3500.00' },
    refundDue: { amount: '3500.00' },
  })
  expect(await desk.run('refund', { id, input: cash('3500') })).toMatchObject({
    status: 'PAID',
    refundDue: { amount: '0.00' },
  })
})

test('28 a payment of a paid invoice is refused, and the refusal names acceptOverpayment', async () => {
  const { id } = await issue()
  await desk.run('pay', { id, input: cash('11500') })
  expect(await desk.expectError('pay', { id, input: cash('1') })).toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('PAID with acceptOverpayment'),
    params: { action: 'pay', status: 'PAID' },
  })
  expect(await desk.run('pay', { id, input: accepted('1') })).toMatchObject({ refundDue: { amount: '1.00' } })
})

test('28 a payment before a credit note and one after it end alike', async () => {
  const [before, after] = [await issue(), await issue()]
  await desk.run('pay', { id: before.id, input: cash('11500') })
  const one = await credit(before, '5')
  await credit(after, '5')
  const other = await desk.run('pay', { id: after.id, input: accepted('11500') })
  const ends = { status: 'PAID', balance: { amount: '-5750.00' }, refundDue: { amount: '5750.00' } }
  expect([one, other]).toMatchObject([ends, ends])
})

test('29 a repeated payment is the same with and without acceptOverpayment', async () => {
  const { id } = await issue()
  const paid = await desk.run('pay', { id, input: cash('11500', { paymentId: 'p-1' }) })
  expect(await desk.run('pay', { id, input: accepted('11500', { paymentId: 'p-1' }) })).toEqual(paid)
})

test('26 28 30 money that comes after cancelling is recorded, refunded and reversed', async () => {
  const { id } = await issue()
  const cancelled = await desk.run('cancel', { id, reason: 'Order withdrawn' })
  expect(cancelled).toMatchObject({ status: 'CANCELLED', paidAt: null, cancelledBy: 'u-1' })
  expect(await desk.expectError('pay', { id, input: cash('500') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'CANCELLED' },
  })
  const late = await desk.run('pay', { id, input: accepted('500', { paymentId: 'p-1' }) })
  expect(late).toMatchObject({ status: 'CANCELLED', refundDue: { amount: '500.00' }, paidAt: null })
  expect(late.cancelledAt).toBe(cancelled.cancelledAt)
  expect(await desk.expectError('refund', { id, input: cash('500.01') })).toMatchObject({
    code: 'REFUND_EXCEEDS_DUE',
  })
  await desk.run('refund', { id, input: cash('100', { refundId: 'r-1' }) })
  expect(await desk.expectError('reverse', { id, paymentId: 'p-1', reason: 'x' })).toMatchObject({
    code: 'REVERSAL_BELOW_REFUNDS',
  })
  expect(await desk.run('refund', { id, input: cash('400') })).toMatchObject({
    status: 'CANCELLED',
    refundDue: { amount: '0.00' },
  })
  await desk.run('pay', { id, input: accepted('7', { paymentId: 'p-2' }) })
  expect(await desk.run('reverse', { id, paymentId: 'p-2', reason: 'Bounced' })).toMatchObject({
    status: 'CANCELLED',
    balance: { amount: '0.00' },
  })
})

test('28 no money is recorded on a draft that was discarded', async () => {
  const { id } = await desk.create([line('1', '100')])
  await desk.run('cancel', { id, reason: 'x' })
  expect(await desk.expectError('pay', { id, input: accepted('10') })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'CANCELLED' },
  })
})

test('26 33a an invoice that notes left nothing of is cancelled since the last of them', async () => {
  const invoice = await issue()
  const { id } = invoice
  await desk.run('pay', { id, input: cash('11500', { paymentId: 'p-1' }) })
  await credit(invoice, '4')
  const credited = await credit(invoice, '6')
  expect(credited).toMatchObject({
    ...{ status: 'PAID', cancelledAt: null, cancelledBy: null, cancellationReason: null },
    refundDue: { amount: '11500.00' },
  })
  const refunded = await desk.run('refund', { id, input: cash('11500') })
  const [, last] = refunded.notes
  expect(refunded).toMatchObject({
    ...{ status: 'CANCELLED', paidAt: null, cancelledBy: 'u-1', cancellationReason: 'Returned' },
  })
  expect(last.reason).toBe('Returned')
  expect(Date.parse(refunded.cancelledAt)).toBeGreaterThanOrEqual(Date.parse(credited.paidAt))
  const read = await desk.read(id, refunded.revision)
  expect(read).toEqual(refunded)
  expect(await desk.run('pay', { id, input: accepted('3') })).toMatchObject({
    ...{ status: 'PAID', cancelledAt: null, refundDue: { amount: '3.00' } },
  })
})

test('32 certificates come after full payment, up to their limits', async () => {
  const { id } = await issue()
  await desk.run('pay', { id, input: cash('11500') })
  expect(
    await desk.expectError('pay', { id, input: certificate('VDS_CERTIFICATE', '1500.01', true) }),
  ).toMatchObject({ code: 'VDS_EXCEEDS_VAT', params: { certified: '1500.01', vat: '1500.00' } })
  expect(
    await desk.expectError('pay', { id, input: certificate('TDS_CERTIFICATE', '10000.01', true) }),
  ).toMatchObject({
    ...{ code: 'TDS_EXCEEDS_VALUE', path: 'input.amount' },
    params: { certified: '10000.01', value: '10000.00' },
  })
  await desk.run('pay', { id, input: certificate('VDS_CERTIFICATE', '1500', true) })
  expect(await desk.run('pay', { id, input: certificate('TDS_CERTIFICATE', '500', true) })).toMatchObject({
    status: 'PAID',
    refundDue: { amount: '2000.00' },
  })
})

test('32 a credit note does not lower the limit of certificates', async () => {
  const invoice = await issue()
  await credit(invoice, '5')
  const input = certificate('VDS_CERTIFICATE', '1500')
  expect(await desk.run('pay', { id: invoice.id, input })).toMatchObject({ balance: { amount: '4250.00' } })
})
