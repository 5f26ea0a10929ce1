import { afterAll, expect, test } from '@jest/globals'
import { deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

test('19 an update changes only the given fields; a new invoice date changes the fiscal year', async () => {
  const draft = await desk.create([line('10', '1000')], { customerName: 'Padma Traders' })
  const moved = await desk.run('update', { id: draft.id, input: { invoiceDate: '2024-06-30' } })
  expect(moved).toMatchObject({
    fiscalYear: '2023-2024',
    invoiceNumber: draft.invoiceNumber,
    buyer: { name: 'Padma Traders' },
  })
  const relined = await desk.run('update', {
    id: draft.id,
    input: { lineItems: [line('1', '50')], customerName: null },
  })
  expect(relined).toMatchObject({
    subtotal: { amount: '50.00' },
    grandTotal: { amount: '57.50' },
    buyer: { name: null },
  })
})

test('19 an issued invoice cannot be updated', async () => {
  const { id } = await desk.issue([line('1', '100')])
  expect(await desk.expectError('update', { id, input: { dueDate: '2025-01-01' } })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'OVERDUE' },
  })
})

test('20 an update with a due date before the invoice date or without lines is refused', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.expectError('update', { id, input: { dueDate: '2024-10-01' } })).toMatchObject({
    code: 'DUE_BEFORE_INVOICE_DATE',
  })
  expect(await desk.expectError('update', { id, input: { lineItems: [] } })).toMatchObject({
    code: 'NO_LINES',
    path: 'input.lineItems',
  })
  expect(await desk.readEventTypes(id)).toEqual(['InvoiceCreated'])
})

test('21 an invoice is submitted, rejected with a reason, submitted again and approved', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.run('submit', { id })).toMatchObject({ status: 'PENDING_APPROVAL', submittedBy: 'u-1' })
  expect(await desk.run('reject', { id, reason: 'দাম ভুল' })).toMatchObject({
    status: 'DRAFT',
    rejectionReason: 'দাম ভুল',
  })
  await desk.run('submit', { id })
  expect(await desk.run('approve', { id })).toMatchObject({
    mushakNumber: expect.stringMatching(/^MUSHAK-6\.3-/),
  })
})

test('22 an approval assigns number, date and time of issue; repeating it returns the same', async () => {
  const { id } = await desk.create([line('10', '1000')], dueToday())
  const approved = await desk.run('approve', { id, key: 'approve-22' })
  expect(approved).toMatchObject({ status: 'APPROVED', approvedBy: 'u-1', issueDate: today() })
  expect(approved.mushakNumber).toMatch(new RegExp(`^MUSHAK-6\\.3-${today().slice(0, 7)}-\\d{6}$`))
  expect(await desk.run('approve', { id, key: 'approve-22' })).toEqual(approved)
})

test('22 approving an invoice with a total of 0 or an incomplete seller is refused', async () => {
  const free = await desk.create([line('1', '0')])
  expect(await desk.expectError('approve', { id: free.id })).toMatchObject({ code: 'NOTHING_TO_INVOICE' })
  const platform = await service.as('platform')
  await platform.value(
    'mutation { registerTenant(input: { id: "nameless", name: "No address yet" }) { id } }',
  )
  const other = deskOf(await service.as('admin', 'nameless'))
  const { id } = await other.create([line('1', '100')])
  expect(await other.expectError('approve', { id })).toMatchObject({
    code: 'SELLER_INCOMPLETE',
    params: { missing: ['address', 'bin'] },
  })
})

test('23 a second approval is refused and the number does not change', async () => {
  const issued = await desk.issue([line('1', '100')])
  expect(await desk.expectError('approve', { id: issued.id })).toMatchObject({ code: 'INVALID_STATE' })
  expect(await desk.read(issued.id, issued.revision)).toMatchObject({ mushakNumber: issued.mushakNumber })
})

test('23 of two approvals at the same time one succeeds, and one number is used', async () => {
  const { id } = await desk.create([line('1', '100')])
  const before = await desk.issue([line('1', '1')])
  const outcomes = await Promise.allSettled([desk.run('approve', { id }), desk.run('approve', { id })])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const after = await desk.issue([line('1', '1')])
  expect(Number(after.mushakNumber.slice(-6)) - Number(before.mushakNumber.slice(-6))).toBe(2)
})

test('23 thirty approvals at the same time leave no gap in the numbers', async () => {
  const drafts = await Promise.all(Array.from({ length: 30 }, () => desk.create([line('1', '100')])))
  const issued = await Promise.all(drafts.map(({ id }) => desk.run('approve', { id })))
  const serials = issued.map(({ mushakNumber }) => Number(mushakNumber.slice(-6))).sort((a, b) => a - b)
  expect(serials).toEqual(Array.from({ length: 30 }, (_, index) => (serials[0] ?? 0) + index))
  const byTime = [...issued]
    .sort((a, b) => a.mushakNumber.localeCompare(b.mushakNumber))
    .map(({ issuedAt }) => issuedAt)
  expect([...byTime].sort()).toEqual(byTime)
})

test('24 with maker-checker on, neither the creator nor an editor may approve', async () => {
  const platform = await service.as('platform')
  const input = {
    id: 'careful',
    name: 'Careful Ltd.',
    bin: '0019345560203',
    address: 'Dhaka',
    makerChecker: true,
  }
  await platform.value(
    'mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { makerChecker } }',
    { input },
  )
  const maker = deskOf(await service.as('admin', 'careful', 'maker'))
  const editor = deskOf(await service.as('admin', 'careful', 'editor'))
  const checker = deskOf(await service.as('admin', 'careful', 'checker'))
  const { id } = await maker.create([line('1', '100')])
  await editor.run('update', { id, input: { vehicle: 'Dhaka Metro-TA 11-2233' } })
  expect(await maker.expectError('approve', { id })).toMatchObject({ code: 'SELF_APPROVAL' })
  expect(await editor.expectError('approve', { id })).toMatchObject({ code: 'SELF_APPROVAL' })
  expect(await checker.run('approve', { id })).toMatchObject({ approvedBy: 'checker' })
})

test('25 a draft and a submitted invoice can be cancelled with a reason', async () => {
  const reason = `ক্রেতা অর্ডার বাতিল করেছেন\nসারি দুই\n${'x'.repeat(460)}`
  const draft = await desk.create([line('1', '100')])
  expect(await desk.run('cancel', { id: draft.id, reason })).toMatchObject({
    status: 'CANCELLED',
    cancellationReason: reason,
    notes: [],
  })
  const submitted = await desk.create([line('1', '100')])
  await desk.run('submit', { id: submitted.id })
  expect(await desk.run('cancel', { id: submitted.id, reason: 'Wrong buyer' })).toMatchObject({
    status: 'CANCELLED',
    cancelledBy: 'u-1',
  })
})

test.each(['', ' ', '\t', ' \n '])('25 a blank reason is refused: %j', async (reason) => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.expectError('cancel', { id, reason })).toMatchObject({
    code: 'REASON_MISSING',
    path: 'reason',
  })
})

test('26 cancelling an issued, unpaid invoice credits all that remains', async () => {
  const { id } = await desk.issue([line('10', '1000', { supplementaryDutyRate: '20' })])
  const cancelled = await desk.run('cancel', { id, reason: 'Order withdrawn' })
  expect(cancelled).toMatchObject({
    status: 'CANCELLED',
    balance: { amount: '0.00' },
    creditedAmount: { amount: '13800.00' },
  })
  expect(cancelled.notes).toMatchObject([
    { kind: 'CREDIT', number: expect.stringMatching(/^MUSHAK-6\.7-/), total: { amount: '13800.00' } },
  ])
  expect(await desk.expectError('cancel', { id, reason: 'Again' })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'CANCELLED' },
  })
})

test('26 an invoice with a payment can be cancelled only after the payment is reversed', async () => {
  const { id } = await desk.issue([line('1', '100')], dueToday())
  const input = { paymentId: 'p-1', amount: '15', method: 'CASH', paidOn: today() }
  await desk.run('pay', { id, input })
  expect(await desk.expectError('cancel', { id, reason: 'x' })).toMatchObject({
    code: 'INVALID_STATE',
    params: { status: 'PARTIALLY_PAID' },
  })
  await desk.run('reverse', { id, paymentId: 'p-1', reason: 'Bounced' })
  expect(await desk.run('cancel', { id, reason: 'x' })).toMatchObject({ status: 'CANCELLED' })
})

test('a command with an outdated expected revision is refused', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(await desk.expectError('approve', { id, expectedRevision: 7 })).toMatchObject({
    code: 'CONFLICT',
    retryable: false,
    params: { expected: 7, actual: 0 },
  })
})
