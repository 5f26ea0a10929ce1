import { EventStoreDBClient } from '@eventstore/db-client'
import { afterEach, expect, jest, test } from '@jest/globals'
import * as z from 'zod'
import { StreamDamaged } from '../../../domain/event/stream-damaged.ts'
import { invoices as aggregate } from '../../../domain/invoice/aggregate.ts'
import { allocateReceipt as decideAllocation } from '../../../domain/receipt/allocate-receipt.ts'
import { reverseReceipt as decideReversal, reversibleParts } from '../../../domain/receipt/reverse-receipt.ts'
import { refusalCodec } from '../../../domain/refusal/events.ts'
import { approving, creatingLines, noon, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { handler as allocateReceipt } from '../../commands/allocate-receipt/handler.ts'
import { handler as issueCreditNote } from '../../commands/issue-credit-note/handler.ts'
import { handler as recordPayment } from '../../commands/record-payment/handler.ts'
import { handler as recordRefund } from '../../commands/record-refund/handler.ts'
import { handler as reversePayment } from '../../commands/reverse-payment/handler.ts'
import { handler as reverseReceipt } from '../../commands/reverse-receipt/handler.ts'
import { appendStory, type Story } from '../../projections/invoices/testing/story.ts'
import { newEvent, type ReceiptStream } from '../stream.ts'
import { useAcme } from '../testing/acme.ts'
import { type Handler, sendCommand } from '../testing/send-command.ts'
import { carryParts } from './carry.ts'
import { receiptCommand } from './receipt.ts'
import { decide } from './testing/decided-receipt.ts'

useAcme()
afterEach(() => void jest.restoreAllMocks())

/** An issued invoice over 1,150.00. */
const issueSmall = () => appendStory([creatingLines({ ...tenBags, quantity: '1' }), approving(), numbering()])

const done = expect.objectContaining({ ok: true })
const refusedWith = (code: string) =>
  expect.objectContaining({ ok: false, error: expect.objectContaining({ code, retryable: false }) })
const typesIn = async (stream: string) => (await readStream(stream)).map(({ type }) => type)

const money = (amount: string) => ({ amount, method: 'CASH', paidOn: '2024-10-15' })

/** A receipt of 2,000.00 with a part of 100.00 that is not carried to its invoice, and money for another. */
const receiveOnly = async () => {
  const [paid, other] = [await issueSmall(), await issueSmall()]
  return { receipt: await decide(paid), paid, other }
}
type Received = Awaited<ReturnType<typeof receiveOnly>>

/** The same with the part at its invoice. */
const receive = async (): Promise<Received> => {
  const received = await receiveOnly()
  return { ...received, receipt: await carryParts(received.receipt) }
}

type Raced = {
  handler: Handler
  inputOf(on: Received): object
  /** What lets a command that was possible be refused. It changes only an invoice. */
  prevent(on: Received): Promise<unknown>
  code: string
}

const reversal: Raced = {
  handler: reverseReceipt,
  inputOf: ({ receipt }) => ({ receiptId: receipt.state.id, reason: 'Bounced' }),
  prevent: async ({ paid: { id: invoiceId } }) => {
    const lines = [{ lineItemId: 'i-1-1', quantity: '1' }]
    expect(await sendCommand(issueCreditNote, { invoiceId, lines, reason: 'Returned' })).toEqual(done)
    expect(await sendCommand(recordRefund, { invoiceId, input: money('100') })).toEqual(done)
  },
  code: 'REVERSAL_BELOW_REFUNDS',
}

const payment = { paymentId: 'p-1', ...money('1') }

const allocation: Raced = {
  handler: allocateReceipt,
  inputOf: ({ receipt, other }) => ({
    receiptId: receipt.state.id,
    allocations: [{ invoiceId: other.id, amount: '1150' }],
  }),
  prevent: async ({ other: { id: invoiceId } }) =>
    expect(await sendCommand(recordPayment, { invoiceId, input: payment })).toEqual(done),
  code: 'OVERPAYMENT',
}

/** Runs the work right before the first append to the stream of the receipt reaches the store. */
const beforeFirstAppend = ({ name }: ReceiptStream, work: () => Promise<unknown>): void => {
  const { appendToStream } = EventStoreDBClient.prototype
  let isFirst = true
  jest.spyOn(EventStoreDBClient.prototype, 'appendToStream').mockImplementation(async function (
    this: EventStoreDBClient,
    ...appended
  ) {
    if (appended[0] === name && isFirst) {
      isFirst = false
      await work()
    }
    return appendToStream.apply(this, appended)
  })
}

test.each<[string, Raced]>([
  ['reversal', reversal],
  ['allocation', allocation],
])('a refused %s takes no effect by an attempt that was decided before', async (_, raced) => {
  const on = await receive()
  const send = () => sendCommand(raced.handler, raced.inputOf(on), 'key-1')
  let told: unknown
  beforeFirstAppend(on.receipt, async () => {
    await raced.prevent(on)
    told = await send()
  })
  expect(await send()).toEqual(refusedWith(raced.code))
  expect(told).toEqual(refusedWith(raced.code))
  expect((await typesIn(on.receipt.name)).slice(2)).toEqual(['CommandRefused', 'CommandRefused'])
})

test.each<[string, () => Promise<Received>]>([
  ['decided', receive],
  ['about to finish the receipt', receiveOnly],
])(
  'an attempt that was %s before a refusal does not take effect when the reason is gone',
  async (_, begin) => {
    const on = await begin()
    const send = () => sendCommand(allocation.handler, allocation.inputOf(on), 'key-1')
    beforeFirstAppend(on.receipt, async () => {
      await allocation.prevent(on)
      expect(await send()).toEqual(refusedWith(allocation.code))
      const undone = { invoiceId: on.other.id, paymentId: payment.paymentId, reason: 'Other invoice' }
      expect(await sendCommand(reversePayment, undone)).toEqual(done)
    })
    expect(await send()).toMatchObject({ ok: false, error: { code: 'CONFLICT', retryable: true } })
    expect(await send()).toEqual(done)
  },
)

test('a command without a key is refused without a record', async () => {
  const on = await receive()
  await allocation.prevent(on)
  expect(await sendCommand(allocation.handler, allocation.inputOf(on))).toEqual(refusedWith(allocation.code))
  expect(await typesIn(on.receipt.name)).toEqual(['ReceiptRecorded', 'AllocationCarried'])
})

test('a receipt takes no more than 100 refusals, and commands after them', async () => {
  const on = await receive()
  await allocation.prevent(on)
  const refused = { type: 'CommandRefused' as const, code: allocation.code, by: 'u-1', at: noon }
  const earlier = Array.from({ length: 99 }, () => newEvent(refusalCodec, refused, {}))
  await append(on.receipt.name, earlier, on.receipt.revision)
  for (const key of ['key-1', 'key-2'])
    expect(await sendCommand(allocation.handler, allocation.inputOf(on), key)).toEqual(
      refusedWith(allocation.code),
    )
  expect(await typesIn(on.receipt.name)).toHaveLength(102)
  expect(await sendCommand(reversal.handler, reversal.inputOf(on), 'key-3')).toEqual(done)
})

/** Lets no fold read the invoice until the returned function is called. */
const makeUnreadable = ({ id }: Story): (() => void) => {
  const { evolve } = aggregate
  const spy = jest.spyOn(aggregate, 'evolve').mockImplementation((state, event) => {
    if (event.type === 'InvoiceCreated' && event.invoiceId === id) throw new StreamDamaged('Not readable yet')
    return evolve(state, event)
  })
  return () => spy.mockRestore()
}

const base = { name: 'Late', input: z.strictObject({ receiptId: z.string() }) }

test('a reversal leaves out a part whose invoice could not be read when parts were carried', async () => {
  const [bad, good] = [await issueSmall(), await issueSmall()]
  const receipt = await decide(bad, good)
  const makeReadable = makeUnreadable(bad)
  const handler = receiptCommand({
    ...{ ...base, operation: 'reverseReceipt' },
    invoicesOf: (of) => {
      makeReadable()
      return reversibleParts(of).map(({ invoiceId: id }) => ({ id, name: id, path: 'receiptId' }))
    },
    decide: ({ receipt: of, invoices, by, at }) =>
      decideReversal(of, { reason: 'Bounced', invoices, by, at }),
  })
  const send = () => sendCommand(handler, { receiptId: receipt.state.id }, 'key-1')
  expect(await send()).toEqual(refusedWith('RECEIPT_PART_OPEN'))
  expect(await send()).toEqual(done)
})

test('an allocation is decided after an earlier part that its invoice can take only now', async () => {
  const bad = await issueSmall()
  const receipt = await decide(bad)
  const makeReadable = makeUnreadable(bad)
  const allocations = [{ invoiceId: bad.id, amount: '1150' }]
  const handler = receiptCommand({
    ...{ ...base, operation: 'allocateReceipt' },
    invoicesOf: () => {
      makeReadable()
      return [{ id: bad.id, name: bad.id, path: 'allocations[0].invoiceId' }]
    },
    decide: ({ receipt: of, invoices, by, at }) =>
      decideAllocation(of, { allocations, acceptOverpayment: false, invoices, by, at }),
  })
  const answer = await sendCommand(handler, { receiptId: receipt.state.id }, 'key-1')
  expect(answer).toEqual(refusedWith('OVERPAYMENT'))
  expect(await typesIn(receipt.name)).toEqual(['ReceiptRecorded', 'AllocationCarried', 'CommandRefused'])
})
