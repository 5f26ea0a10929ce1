import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import type { TestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, line, openDesk } from './testing/desk.ts'

let service: TestService
let desk: Awaited<ReturnType<typeof openDesk>>['desk']

beforeAll(async () => {
  const opened = await openDesk()
  service = opened.service
  desk = opened.desk
}, 60_000)
afterAll(() => service.stop())

const today = dhakaDate(new Date().toISOString())
const draft = () => desk.create([line('10', '1000')], { invoiceDate: today, dueDate: today })
const issued = () => desk.issue([line('10', '1000')], { invoiceDate: today, dueDate: today })
const pending = async () => {
  const { id } = await draft()
  return desk.does('submit', { id })
}
const cash = (amount: string, rest: object = {}) => ({
  input: { amount, method: 'CASH', paidOn: today, ...rest },
})
const paid = async () => {
  const { id } = await issued()
  return desk.does('pay', { id, ...cash('100', { paymentId: 'p-1' }) })
}
const owed = async () => {
  const { id, lineItems } = await issued()
  await desk.does('pay', { id, ...cash('11500') })
  return desk.does('credit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '2' }],
    reason: 'Returned',
  })
}
type Prepared = Awaited<ReturnType<typeof draft>>
const lines = ({ lineItems }: Prepared, quantity: string) => ({
  lines: [{ lineItemId: lineItems[0].id, quantity }],
  reason: 'Returned',
})

/** Every mutation on an invoice: a first input, and another that would be taken just as well. */
const mutations = [
  {
    step: 'update',
    prepare: draft,
    one: () => ({ input: { vehicle: 'A' } }),
    other: () => ({ input: { vehicle: 'B' } }),
  },
  { step: 'submit', prepare: draft, one: () => ({}), other: undefined },
  { step: 'reject', prepare: pending, one: () => ({ reason: 'A' }), other: () => ({ reason: 'B' }) },
  { step: 'approve', prepare: draft, one: () => ({}), other: () => ({ expectedRevision: 0 }) },
  { step: 'cancel', prepare: issued, one: () => ({ reason: 'A' }), other: () => ({ reason: 'B' }) },
  { step: 'pay', prepare: issued, one: () => cash('100'), other: () => cash('200') },
  {
    step: 'reverse',
    prepare: paid,
    one: () => ({ paymentId: 'p-1', reason: 'A' }),
    other: () => ({ paymentId: 'p-1', reason: 'B' }),
  },
  { step: 'refund', prepare: owed, one: () => cash('100'), other: () => cash('200') },
  {
    step: 'credit',
    prepare: issued,
    one: (on: Prepared) => lines(on, '1'),
    other: (on: Prepared) => lines(on, '2'),
  },
  {
    step: 'debit',
    prepare: issued,
    one: (on: Prepared) => lines(on, '1'),
    other: (on: Prepared) => lines(on, '2'),
  },
] as const

describe.each(mutations)('8 $step', ({ step, prepare, one, other }) => {
  test('the same key at the same time acts once and answers the same to all', async () => {
    const prepared = await prepare()
    const variables = { id: prepared.id, ...one(prepared), key: `at-once-${step}` }
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk.does(step, variables)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await desk.does(step, variables)).toEqual(answers[0])
  })

  test('the same key with other input is refused, on another invoice it is another command', async () => {
    const [prepared, elsewhere] = [await prepare(), await prepare()]
    const key = `key-${step}`
    const first = await desk.does(step, { id: prepared.id, ...one(prepared), key })
    if (other) {
      const refused = await desk.refused(step, { id: prepared.id, ...other(prepared), key })
      expect(refused).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', retryable: false })
    }
    expect((await desk.does(step, { id: elsewhere.id, ...one(elsewhere), key })).id).not.toBe(first.id)
  })
})

test('8 a repetition answers the state as the command left it, whatever came later', async () => {
  const { id } = await issued()
  const first = await desk.does('pay', { id, ...cash('100'), key: 'early' })
  await desk.does('pay', { id, ...cash('11400') })
  expect(await desk.does('pay', { id, ...cash('100'), key: 'early' })).toEqual(first)
})

test('8 a refusal leaves nothing behind and is decided afresh with the same key', async () => {
  const { id } = await draft()
  expect(await desk.refused('pay', { id, ...cash('100'), key: 'too-early' })).toMatchObject({
    code: 'INVALID_STATE',
  })
  expect(await desk.happened(id)).toEqual(['InvoiceCreated'])
  await desk.does('approve', { id })
  expect(await desk.does('pay', { id, ...cash('100'), key: 'too-early' })).toMatchObject({
    paidAmount: { amount: '100.00' },
  })
})

test('8 the order of fields, and null in place of a field left out, are the same input', async () => {
  const input = {
    vendorId: 'v',
    customerId: 'c',
    invoiceDate: today,
    dueDate: today,
    lineItems: [{ description: 'x', quantity: '1', unitPrice: '1' }],
  }
  const first = await desk.does('create', { input, key: 'same-input' })
  const lineItems = [{ vatCategory: null, unitPrice: '1', quantity: '1', description: 'x' }]
  const reordered = {
    customerName: null,
    lineItems,
    dueDate: today,
    invoiceDate: today,
    customerId: 'c',
    vendorId: 'v',
  }
  expect(await desk.does('create', { input: reordered, key: 'same-input' })).toEqual(first)
})

test('8 in an update null clears, so it is not the same as a field left out', async () => {
  const { id } = await desk.create([line('1', '1')], { vehicle: 'Truck', destination: 'Khulna' })
  await desk.does('update', { id, input: { vehicle: null }, key: 'clearing' })
  expect(
    await desk.refused('update', { id, input: { vehicle: null, destination: null }, key: 'clearing' }),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('8 one key in two tenants is two commands', async () => {
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const [ours, theirs] = await Promise.all(
    [desk, bengal].map((one) => one.create([line('1', '1')], {}, 'in-two-tenants')),
  )
  expect(ours.id).not.toBe(theirs.id)
})

describe('odd input', () => {
  test('3 500 lines are taken, 501 are not', async () => {
    const many = (count: number) => Array.from({ length: count }, () => line('1', '1'))
    expect((await desk.create(many(500))).lineItems).toHaveLength(500)
    expect(await desk.refusedCreate(many(501))).toMatchObject({
      code: 'TOO_MANY_LINES',
      path: 'input.lineItems',
    })
  })

  test('what is more than an event may hold is refused before a number is used for it', async () => {
    const before = await draft()
    const long = Array.from({ length: 400 }, () => line('1', '1', { description: 'ক'.repeat(2000) }))
    expect(await desk.refusedCreate(long)).toMatchObject({ code: 'INPUT_TOO_LARGE', retryable: false })
    const after = await draft()
    expect(Number(after.invoiceNumber.slice(-6))).toBe(Number(before.invoiceNumber.slice(-6)) + 1)
  })

  test.each(['a\0b', '\ud800'])('%j is refused where it stands', async (customerName) => {
    expect(await desk.refusedCreate([line('1', '1')], { customerName })).toMatchObject({
      code: 'INVALID_INPUT',
      path: 'input.customerName',
    })
  })

  test('a personal number that is wrong is not said again', async () => {
    const nid = '12345678901'
    expect(JSON.stringify(await desk.refusedCreate([line('1', '1')], { customerNID: nid }))).not.toContain(
      nid,
    )
    const { id } = await issued()
    const mobileNumber = '01112345678'
    const input = {
      amount: '1',
      method: 'MOBILE_WALLET',
      walletProvider: 'BKASH',
      mobileNumber,
      paidOn: today,
    }
    expect(JSON.stringify(await desk.refused('pay', { id, input }))).not.toContain(mobileNumber)
  })
})
