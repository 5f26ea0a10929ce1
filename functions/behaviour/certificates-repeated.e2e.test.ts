import { afterAll, describe, expect, test } from '@jest/globals'
import {
  certificate,
  certify,
  countEach,
  endsOf,
  issueMany,
  issueWithheld,
  outcomesOf,
} from './testing/certificates.ts'
import { openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

describe('32 with an idempotency key', () => {
  test('a certificate is recorded once, also when it was reversed meanwhile', async () => {
    const [one, other] = await issueMany(desk, 2)
    const input = [
      certificate('VDS', 'V-1', '100', { invoiceId: one.id }),
      certificate('TDS', 'T-1', '50', { invoiceId: other.id }),
    ]
    const first = await certify(desk, input, 'key-32')
    const [{ paymentId } = { paymentId: null }] = first
    await desk.run('reverse', { id: one.id, paymentId, reason: 'Wrong invoice' })

    const again = await certify(desk, input, 'key-32')

    expect(outcomesOf(again)).toEqual(['REPEATED', 'REPEATED'])
    expect(again.map((result) => result.paymentId)).toEqual(first.map((result) => result.paymentId))
    expect(await desk.readEventTypes(one.id)).not.toContain('InvoiceLeftUnchanged')
    expect(endsOf(await certify(desk, input, 'another-key'))).toEqual(['RECORDED', 'REPEATED'])
  })

  test('other content is refused for its entry alone, and a refused entry may be changed', async () => {
    const { id } = await issueWithheld(desk)
    await desk.run('pay', { id, input: { amount: '11400', method: 'CASH', paidOn: today() } })
    const input = [
      certificate('VDS', 'V-1', '100', { invoiceId: id }),
      certificate('TDS', 'T-1', '50', { invoiceId: id }),
    ]
    expect(endsOf(await certify(desk, input, 'key-33'))).toEqual(['RECORDED', 'INVALID_STATE'])

    const [vds, tds] = input
    const accepting = [vds, tds].map((entry) => ({ ...entry, acceptOverpayment: true }))
    expect(endsOf(await certify(desk, accepting, 'key-33'))).toEqual(['REPEATED', 'RECORDED'])
    const changed = [
      { ...vds, amount: '100.01' },
      { ...tds, amount: '50.00' },
    ]
    expect(await certify(desk, changed, 'key-33')).toMatchObject([
      { outcome: 'REFUSED', code: 'IDEMPOTENCY_KEY_REUSED', path: 'idempotencyKey', retryable: false },
      { outcome: 'REPEATED', balance: { amount: '-50.00' }, status: 'PAID' },
    ])
  })

  test('what was recorded in another way is not recorded, also when that was reversed meanwhile', async () => {
    const { id } = await issueWithheld(desk)
    const input = [certificate('VDS', 'V-1', '100', { invoiceId: id })]
    const [{ paymentId } = { paymentId: null }] = await certify(desk, input)
    expect(endsOf(await certify(desk, input, 'key-34'))).toEqual(['REPEATED'])
    await desk.run('reverse', { id, paymentId, reason: 'Wrong invoice' })
    expect(endsOf(await certify(desk, input, 'key-34'))).toEqual(['REPEATED'])
  })
})

test('32 equal lists at the same time record each certificate once', async () => {
  const invoices = await issueMany(desk, 10)
  const input = [1, 2].flatMap((number) =>
    invoices.map(({ id }) => certificate('VDS', `V-${number}`, '100', { invoiceId: id })),
  )
  const lists = await Promise.all([
    certify(desk, input),
    certify(desk, input, 'a'),
    certify(desk, input, 'b'),
  ])
  expect(countEach(lists.flatMap(outcomesOf))).toEqual({ RECORDED: 20, REPEATED: 40 })
  for (const { id } of invoices)
    expect(countEach(await desk.readEventTypes(id))).toMatchObject({ PaymentRecorded: 2 })
})
