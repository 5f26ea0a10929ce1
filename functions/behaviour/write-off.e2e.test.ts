import { afterAll, expect, test } from '@jest/globals'
import { deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

/** Issues an invoice of 11,500.00 and receives all but this rest of it. */
const leave = async (rest: number) => {
  const { id, lineItems } = await desk.issue([line('10', '1000')], dueToday())
  const amount = (11_500 - rest).toFixed(2)
  await desk.run('pay', { id, input: { amount, method: 'CASH', paidOn: today() } })
  return { id, lineItems }
}
const reason = 'ব্যাংক চার্জ'

const setLimit = (writeOffLimit: string | null) =>
  desk.client.value(
    `mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { writeOffLimit { amount } } }`,
    { input: { writeOffLimit } },
  )

test('51 a small rest is written off: the invoice is PAID and its VAT is the same', async () => {
  const { id } = await leave(0.99)
  const written = await desk.run('writeOff', { id, reason })
  expect(written).toMatchObject({
    status: 'PAID',
    balance: { amount: '0.00' },
    paidAmount: { amount: '11499.01' },
    writtenOffAmount: { amount: '0.99' },
    refundDue: { amount: '0.00' },
    vatAmount: { amount: '1500.00' },
    creditedAmount: { amount: '0.00' },
  })
  expect(written.paidAt).not.toBeNull()
  expect(written.payments[1]).toMatchObject({
    ...{ kind: 'WRITE_OFF', method: 'WRITE_OFF', amount: { amount: '0.99' }, paidOn: today() },
    ...{ reference: reason, reversed: false },
  })
})

test('51 reversePayment undoes a write-off by its id', async () => {
  const { id } = await leave(0.99)
  const { payments } = await desk.run('writeOff', { id, reason })
  const undone = { id, paymentId: payments[1].id, reason: 'Paid after all' }
  expect(await desk.run('reverse', undone)).toMatchObject({
    status: 'PARTIALLY_PAID',
    balance: { amount: '0.99' },
    writtenOffAmount: { amount: '0.00' },
    paidAt: null,
    payments: [{ kind: 'RECEIPT' }, { kind: 'WRITE_OFF', reversed: true, reversalReason: 'Paid after all' }],
  })
  expect(await desk.expectError('reverse', undone)).toMatchObject({ code: 'PAYMENT_ALREADY_REVERSED' })
  const types = await desk.readEventTypes(id)
  expect(types.slice(-2)).toEqual(['BalanceWrittenOff', 'WriteOffReversed'])
})

test('51 a rest above the limit of the tenant is refused', async () => {
  const { id } = await leave(10.01)
  expect(await desk.expectError('writeOff', { id, reason })).toMatchObject({
    code: 'WRITE_OFF_TOO_LARGE',
    params: { amount: '10.01', limit: '10.00' },
  })
  const exact = await leave(10)
  expect(await desk.run('writeOff', { id: exact.id, reason })).toMatchObject({ status: 'PAID' })
})

test('51 the tenant chooses its limit, and null is the default again', async () => {
  const { id } = await leave(20)
  expect(await setLimit('20')).toEqual({ writeOffLimit: { amount: '20.00' } })
  expect(await desk.run('writeOff', { id, reason })).toMatchObject({ writtenOffAmount: { amount: '20.00' } })
  expect(await setLimit('0')).toEqual({ writeOffLimit: { amount: '0.00' } })
  const { id: other } = await leave(0.01)
  expect(await desk.expectError('writeOff', { id: other, reason })).toMatchObject({
    code: 'WRITE_OFF_TOO_LARGE',
    params: { limit: '0.00' },
  })
  expect(await setLimit(null)).toEqual({ writeOffLimit: { amount: '10.00' } })
})

test('51 nothing open, a draft, or a blank reason is refused', async () => {
  const { id } = await leave(0)
  expect(await desk.expectError('writeOff', { id, reason })).toMatchObject({
    code: 'NOTHING_TO_WRITE_OFF',
    params: { balance: '0.00' },
  })
  const draft = await desk.create([line('1', '1')])
  expect(await desk.expectError('writeOff', { id: draft.id, reason })).toMatchObject({
    code: 'INVALID_STATE',
    params: { action: 'writeOff', status: 'DRAFT' },
  })
  const { id: open } = await leave(1)
  expect(await desk.expectError('writeOff', { id: open, reason: '\n ' })).toMatchObject({
    code: 'REASON_MISSING',
    path: 'reason',
  })
})

test('51 when everything is credited after a write-off, only the money is due back', async () => {
  const { id, lineItems } = await leave(0.99)
  await desk.run('writeOff', { id, reason })
  const lines = [{ lineItemId: lineItems[0].id, quantity: '10' }]
  expect(await desk.run('credit', { id, lines, reason: 'Returned' })).toMatchObject({
    status: 'PAID',
    writtenOffAmount: { amount: '0.00' },
    refundDue: { amount: '11499.01' },
  })
})

test('51 no payment can be recorded with the method WRITE_OFF, and no refund', async () => {
  const { id } = await leave(1)
  const input = { amount: '1', method: 'WRITE_OFF', paidOn: today() }
  for (const step of ['pay', 'refund'] as const)
    expect(await desk.expectError(step, { id, input })).toMatchObject({
      code: 'PAYMENT_METHOD_NOT_ALLOWED',
      path: 'input.method',
    })
})

test('8 51 a write-off that is sent twice with one key counts once', async () => {
  const { id } = await leave(0.99)
  const first = await desk.run('writeOff', { id, reason, key: 'w-1' })
  expect(await desk.run('writeOff', { id, reason, key: 'w-1' })).toEqual(first)
  expect(await desk.expectError('writeOff', { id, reason: 'other', key: 'w-1' })).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('51 lists show a written-off invoice as PAID and not as open', async () => {
  const { id } = await leave(0.99)
  const { revision, invoiceNumber } = await desk.run('writeOff', { id, reason })
  await desk.awaitRow(id, revision)
  const list = (filter: string) =>
    desk.client.value(
      `query ($number: String) {
        invoices(filter: { ${filter}, invoiceNumber: $number }) {
          nodes { status balance { amount } refundDue { amount } }
        }
      }`,
      { number: invoiceNumber },
    )
  const node = { status: 'PAID', balance: { amount: '0.00' }, refundDue: { amount: '0.00' } }
  expect(await list('status: [PAID]')).toEqual({ nodes: [node] })
  expect(await list('openOnly: true')).toEqual({ nodes: [] })
  expect(await list('status: [OVERDUE, PARTIALLY_PAID]')).toEqual({ nodes: [] })
})

test.each(['accountant', 'accounts_receivable', 'auditor'] as const)(
  '44 51 %s may not write off',
  async (role) => {
    const { id } = await leave(0.99)
    const other = deskOf(await service.as(role, 'acme'))
    expect(await other.expectError('writeOff', { id, reason })).toMatchObject({
      code: 'FORBIDDEN',
      params: { permission: 'payment:writeoff' },
    })
  },
)

test('44 51 a finance manager may write off', async () => {
  const { id } = await leave(0.99)
  const manager = deskOf(await service.as('finance_manager', 'acme'))
  expect(await manager.run('writeOff', { id, reason })).toMatchObject({ status: 'PAID' })
})
