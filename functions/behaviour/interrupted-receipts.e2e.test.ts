import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import {
  partsOf,
  type ReceiptDesk,
  type ReceiptStep,
  receiptsOf,
  sumsOf,
  transfer,
} from './testing/receipts.ts'
import { readEvents } from './testing/registers.ts'
import { waitFor } from './testing/wait-for.ts'

let gated: GatedService
let receipts: ReceiptDesk
beforeAll(async () => {
  gated = await startGatedService()
  receipts = receiptsOf(gated.desk.client)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

/** Two issued invoices of customer-1 over 115.00. */
const issueTwo = () =>
  Promise.all([gated.desk.issue([line('1', '100')]), gated.desk.issue([line('1', '100')])])

/** Sends the mutation and cuts it off right after that many of its appends. */
const cutOff = async (step: ReceiptStep, after: number, variables: object) => {
  const reached = gated.gate.closeAfter(after)
  expect(await receipts.expectError(step, variables)).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    retryable: true,
  })
  await reached
  gated.gate.open()
}

const typesIn = async (stream: string) => (await readEvents(gated.store, stream)).map(({ type }) => type)
const paymentsOf = async (id: string) => {
  const types = await typesIn(`invoice-acme_${id}`)
  return ['PaymentRecorded', 'PaymentReversed'].map((type) => types.filter((one) => one === type).length)
}

/** What each mutation needs, and the payments and reversals that each invoice has after it. */
const mutations = {
  record: async () => {
    const [one, two] = await issueTwo()
    const receiptId = crypto.randomUUID()
    const input = transfer('200', partsOf([one, '115'], [two, '50']), { receiptId })
    return { receiptId, invoices: [one, two], variables: { input } }
  },
  allocate: async () => {
    const [one, two] = await issueTwo()
    const { id } = await receipts.run('record', { input: transfer('200') })
    const variables = { id, allocations: partsOf([one, '115'], [two, '50']) }
    return { receiptId: id, invoices: [one, two], variables }
  },
  reverse: async () => {
    const [one, two] = await issueTwo()
    const input = transfer('200', partsOf([one, '115'], [two, '50']))
    const { id } = await receipts.run('record', { input })
    return { receiptId: id, invoices: [one, two], variables: { id, reason: 'Bounced' } }
  },
}
const endOf = {
  record: { sums: ['165.00', '35.00', '0.00'], payments: [1, 0], outcomes: 2 },
  allocate: { sums: ['165.00', '35.00', '0.00'], payments: [1, 0], outcomes: 2 },
  reverse: { sums: ['0.00', '0.00', '200.00'], payments: [1, 1], outcomes: 4 },
}
/** The receipt, its two parts, and the outcomes of both. A new receipt records its key before them. */
const appends = { record: 5, allocate: 4, reverse: 4 }
const interruptions = (Object.keys(mutations) as ReceiptStep[]).flatMap((step) =>
  Array.from({ length: appends[step] }, (_, index) => ({ step, after: index + 1 })),
)
const unfinished = interruptions.filter(
  ({ step, after }) => after < appends[step] && !(step === 'record' && after === 1),
)

/**
 * Makes an open receipt look a minute old, because the schedule skips those of the last ten seconds. The
 * command that was cut off may have started finish-receipts for its stream, which is then quicker.
 */
const ageOpenReceipt = (step: ReceiptStep, stream: string) =>
  waitFor(async () => {
    const outcomes = (await typesIn(stream)).filter((type) => type.startsWith('Allocation'))
    if (outcomes.length === endOf[step].outcomes) return true
    const { count } = await gated.service.database`
      update finance.open_receipts set decided_at = now() - interval '1 minute' where stream = ${stream}`
    if (count > 0) return true
    await gated.service.host.invoke('relay', {}, 'RequestResponse')
    return undefined
  })

const finishReceipts = () => gated.service.host.invoke('finish-receipts', {}, 'RequestResponse')

const expectEnd = async (step: ReceiptStep, receipt: Parameters<typeof sumsOf>[0], ids: { id: string }[]) => {
  expect(sumsOf(receipt)).toEqual(endOf[step].sums)
  for (const { id } of ids) expect(await paymentsOf(id)).toEqual(endOf[step].payments)
}

describe('65 a command on a receipt that is cut off', () => {
  test.each(interruptions)('$step, after append $after, is finished by a retry', async ({ step, after }) => {
    const { variables, invoices } = await mutations[step]()
    const withKey = { ...variables, key: `retry-${step}-${after}` }
    await cutOff(step, after, withKey)
    const retried = await receipts.run(step, withKey)
    await expectEnd(step, retried, invoices)
    expect(await receipts.run(step, withKey)).toEqual(retried)
  })

  test.each(unfinished)(
    '$step, after append $after, is finished by finish-receipts, and a retry returns the same',
    async ({ step, after }) => {
      const { variables, invoices, receiptId } = await mutations[step]()
      const withKey = { ...variables, key: `left-${step}-${after}` }
      const stream = `receipt-acme_${receiptId}`
      await cutOff(step, after, withKey)
      await ageOpenReceipt(step, stream)
      expect(await finishReceipts()).toMatchObject({ failed: 0 })
      const finished = await typesIn(stream)
      await expectEnd(step, await receipts.run(step, withKey), invoices)
      expect(await typesIn(stream)).toEqual(finished)
      await waitFor(async () => {
        const open = await gated.service.database`select from finance.open_receipts where stream = ${stream}`
        return open.length === 0 ? true : undefined
      })
    },
  )

  test.each(unfinished)(
    '$step, after append $after, is carried once by retries and finish-receipts at the same time',
    async ({ step, after }) => {
      const { variables, invoices, receiptId } = await mutations[step]()
      const withKey = { ...variables, key: `race-${step}-${after}` }
      await cutOff(step, after, withKey)
      await ageOpenReceipt(step, `receipt-acme_${receiptId}`)
      const [retried, again] = await Promise.all([
        receipts.run(step, withKey),
        receipts.run(step, withKey),
        finishReceipts(),
        finishReceipts(),
      ])
      expect(again).toEqual(retried)
      await expectEnd(step, retried, invoices)
    },
  )

  test('is finished by the next command on the receipt', async () => {
    const { variables, invoices, receiptId } = await mutations.record()
    await cutOff('record', 1, variables)
    const reversed = await receipts.run('reverse', { id: receiptId, reason: 'Bounced' })
    await expectEnd('reverse', reversed, invoices)
  })
})

describe('66 an invoice that changes between the decision and the carrying', () => {
  test('refuses its part, which becomes unapplied money and can be allocated elsewhere', async () => {
    const { variables, invoices, receiptId } = await mutations.record()
    const [one, two] = invoices as [{ id: string }, { id: string }]
    const withKey = { ...variables, key: 'changed-invoice' }
    await cutOff('record', 2, withKey)
    await gated.desk.run('pay', { id: one.id, input: { amount: '1', method: 'CASH', paidOn: '2024-10-20' } })

    const receipt = await receipts.run('record', withKey)

    expect(sumsOf(receipt)).toEqual(['50.00', '150.00', '0.00'])
    expect(receipt.allocations).toMatchObject([
      { state: 'REFUSED', refusal: { code: 'OVERPAYMENT', message: expect.stringContaining('114.00') } },
      { state: 'CARRIED', refusal: null },
    ])
    const history = `{ invoiceHistory(id: "${one.id}") { type reason } }`
    const reason = expect.stringContaining('114.00')
    expect(await gated.desk.client.value(history)).toContainEqual({ type: 'ReceiptPartRefused', reason })
    const allocated = await receipts.run('allocate', {
      id: receiptId,
      allocations: partsOf([one, '114'], [two, '36']),
    })
    expect(sumsOf(allocated)).toEqual(['200.00', '0.00', '0.00'])
  })

  test('refuses the reversal of its part, which remains allocated and can be reversed later', async () => {
    const { variables, invoices, receiptId } = await mutations.reverse()
    const [one] = invoices as [{ id: string; lineItems: { id: string }[] }]
    const withKey = { ...variables, key: 'changed-before-reversal' }
    await cutOff('reverse', 1, withKey)
    const lines = [{ lineItemId: one.lineItems[0]?.id, quantity: '1' }]
    await gated.desk.run('credit', { id: one.id, lines, reason: 'Returned' })
    const refund = { amount: '100', method: 'CASH', paidOn: '2024-10-21' }
    await gated.desk.run('refund', { id: one.id, input: refund })

    const receipt = await receipts.run('reverse', withKey)

    expect(sumsOf(receipt)).toEqual(['115.00', '0.00', '85.00'])
    expect(receipt.allocations).toMatchObject([
      { state: 'CARRIED', refusal: { code: 'REVERSAL_BELOW_REFUNDS' } },
      { state: 'REVERSED', refusal: null },
    ])
    const paid = { amount: '100', method: 'CASH', paidOn: '2024-10-22', acceptOverpayment: true }
    await gated.desk.run('pay', { id: one.id, input: paid })
    const again = await receipts.run('reverse', { id: receiptId, reason: 'Bounced, second part' })
    expect(sumsOf(again)).toEqual(['0.00', '0.00', '200.00'])
  })
})
