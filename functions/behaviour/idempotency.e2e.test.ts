import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { TestService } from '../../infra/run/local/testing/service.ts'
import { type Desk, deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'

let service: TestService
let desk: Desk

beforeAll(async () => {
  const opened = await openDesk()
  service = opened.service
  desk = opened.desk
}, 60_000)
afterAll(() => service.stop())

const createDraft = () => desk.create([line('10', '1000')], dueToday())
const issue = () => desk.issue([line('10', '1000')], dueToday())
const createPending = async () => {
  const { id } = await createDraft()
  return desk.run('submit', { id })
}
const cash = (amount: string, rest: object = {}) => ({
  input: { amount, method: 'CASH', paidOn: today(), ...rest },
})
const issueAndPay = async () => {
  const { id } = await issue()
  return desk.run('pay', { id, ...cash('100', { paymentId: 'p-1' }) })
}
const issueAndOverpay = async () => {
  const { id, lineItems } = await issue()
  await desk.run('pay', { id, ...cash('11500') })
  return desk.run('credit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '2' }],
    reason: 'Returned',
  })
}
type Prepared = Awaited<ReturnType<typeof createDraft>>
const lines = ({ lineItems }: Prepared, quantity: string) => ({
  lines: [{ lineItemId: lineItems[0].id, quantity }],
  reason: 'Returned',
})

/** Every mutation on an invoice: `one` valid input and, where the mutation has several, an `other`. */
const mutations = [
  {
    step: 'update',
    prepare: createDraft,
    one: () => ({ input: { vehicle: 'A' } }),
    other: () => ({ input: { vehicle: 'B' } }),
  },
  { step: 'submit', prepare: createDraft, one: () => ({}), other: undefined },
  { step: 'reject', prepare: createPending, one: () => ({ reason: 'A' }), other: () => ({ reason: 'B' }) },
  { step: 'approve', prepare: createDraft, one: () => ({}), other: () => ({ expectedRevision: 0 }) },
  { step: 'cancel', prepare: issue, one: () => ({ reason: 'A' }), other: () => ({ reason: 'B' }) },
  { step: 'pay', prepare: issue, one: () => cash('100'), other: () => cash('200') },
  {
    step: 'reverse',
    prepare: issueAndPay,
    one: () => ({ paymentId: 'p-1', reason: 'A' }),
    other: () => ({ paymentId: 'p-1', reason: 'B' }),
  },
  { step: 'refund', prepare: issueAndOverpay, one: () => cash('100'), other: () => cash('200') },
  {
    step: 'credit',
    prepare: issue,
    one: (on: Prepared) => lines(on, '1'),
    other: (on: Prepared) => lines(on, '2'),
  },
  {
    step: 'debit',
    prepare: issue,
    one: (on: Prepared) => lines(on, '1'),
    other: (on: Prepared) => lines(on, '2'),
  },
] as const

describe.each(mutations)('8 $step', ({ step, prepare, one, other }) => {
  test('requests with one key at the same time take effect once and all return the same', async () => {
    const prepared = await prepare()
    const variables = { id: prepared.id, ...one(prepared), key: `at-once-${step}` }
    const invoices = await Promise.all(Array.from({ length: 6 }, () => desk.run(step, variables)))
    for (const invoice of invoices) expect(invoice).toEqual(invoices[0])
    expect(await desk.run(step, variables)).toEqual(invoices[0])
  })

  test('a key with other input is refused; with another invoice it is another command', async () => {
    const [prepared, elsewhere] = [await prepare(), await prepare()]
    const key = `key-${step}`
    const first = await desk.run(step, { id: prepared.id, ...one(prepared), key })
    if (other) {
      const refused = await desk.expectError(step, { id: prepared.id, ...other(prepared), key })
      expect(refused).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', retryable: false })
    }
    expect((await desk.run(step, { id: elsewhere.id, ...one(elsewhere), key })).id).not.toBe(first.id)
  })
})

test('8 a repetition returns the invoice as the command left it, also after later changes', async () => {
  const { id } = await issue()
  const first = await desk.run('pay', { id, ...cash('100'), key: 'early' })
  await desk.run('pay', { id, ...cash('11400') })
  expect(await desk.run('pay', { id, ...cash('100'), key: 'early' })).toEqual(first)
})

test('8 a refused command appends nothing and may be repeated with its key', async () => {
  const { id } = await createDraft()
  expect(await desk.expectError('pay', { id, ...cash('100'), key: 'too-early' })).toMatchObject({
    code: 'INVALID_STATE',
  })
  expect(await desk.readEventTypes(id)).toEqual(['InvoiceCreated'])
  await desk.run('approve', { id })
  expect(await desk.run('pay', { id, ...cash('100'), key: 'too-early' })).toMatchObject({
    paidAmount: { amount: '100.00' },
  })
})

test('8 input with another order of fields, or null for a field left out, is the same input', async () => {
  const dates = dueToday()
  const input = {
    vendorId: 'v',
    customerId: 'c',
    ...dates,
    lineItems: [{ description: 'x', quantity: '1', unitPrice: '1' }],
  }
  const first = await desk.run('create', { input, key: 'same-input' })
  const lineItems = [{ vatCategory: null, unitPrice: '1', quantity: '1', description: 'x' }]
  const reordered = {
    customerName: null,
    lineItems,
    dueDate: dates.dueDate,
    invoiceDate: dates.invoiceDate,
    customerId: 'c',
    vendorId: 'v',
  }
  expect(await desk.run('create', { input: reordered, key: 'same-input' })).toEqual(first)
})

test('8 input that is written in another way and read as the same is the same input', async () => {
  const { id } = await issue()
  const paid = await desk.run('pay', { id, ...cash('100'), key: 'written' })
  const mobile = { method: 'MOBILE_WALLET', walletProvider: 'BKASH' }
  for (const [amount, reference] of [
    ['100.00', null],
    ['0100.0', undefined],
  ])
    expect(await desk.run('pay', { id, ...cash(String(amount), { reference }), key: 'written' })).toEqual(
      paid,
    )
  const first = await desk.run('pay', {
    id,
    ...cash('2.5', { ...mobile, mobileNumber: '01712345678', reference: 'Rent' }),
    key: 'written-2',
  })
  expect(
    await desk.run('pay', {
      id,
      ...cash('2.50', { ...mobile, mobileNumber: '+88 01712-345678', reference: ' Rent ' }),
      key: 'written-2',
    }),
  ).toEqual(first)
  expect(await desk.expectError('pay', { id, ...cash('100.01'), key: 'written' })).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 null in an update clears the field, so it is other input than a field left out', async () => {
  const { id } = await desk.create([line('1', '1')], { vehicle: 'Truck', destination: 'Khulna' })
  await desk.run('update', { id, input: { vehicle: null }, key: 'clearing' })
  expect(
    await desk.expectError('update', { id, input: { vehicle: null, destination: null }, key: 'clearing' }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 one key in two tenants makes two invoices', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const [first, second] = await Promise.all(
    [desk, bengal].map((each) => each.create([line('1', '1')], {}, 'in-two-tenants')),
  )
  expect(first.id).not.toBe(second.id)
})
