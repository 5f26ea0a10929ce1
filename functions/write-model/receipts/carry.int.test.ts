import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { invoices as aggregate } from '../../../domain/invoice/aggregate.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import { noon, rahim } from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { useStores } from '../../projections/invoices/testing/stores.ts'
import type { Story } from '../../projections/invoices/testing/story.ts'
import { load, newEvent, type ReceiptStream } from '../stream.ts'
import { carryParts, carryReadable } from './carry.ts'
import { decide, decideAt, issue } from './testing/decided-receipt.ts'

useStores()

const statesOf = ({ state }: ReceiptStream) => state.allocations.map((one) => one.state)
const paymentsOf = async ({ stream }: Story) =>
  (await readStream(stream)).filter(({ type }) => type === 'PaymentRecorded')

test('every part is carried, with the id of the command that decided it', async () => {
  const invoices = await Promise.all(Array.from({ length: 12 }, issue))
  const receipt = await carryParts(await decide(...invoices))
  expect(new Set(statesOf(receipt))).toEqual(new Set(['CARRIED']))
  expect(receipt.history.map(({ stored }) => stored.metadata.commandId)).toEqual(Array(13).fill('command-1'))
  const [payment] = await paymentsOf(invoices[3] as Story)
  expect(payment).toMatchObject({
    data: { receiptId: receipt.state.id, amount: '100.00' },
    metadata: { commandId: 'command-1', causationId: receipt.history[0]?.stored.id },
  })
})

test('a process whose clock is behind carries what was decided today', async () => {
  const invoice = await issue()
  const decided = { at: '2099-12-30T18:00:01Z', paidOn: '2099-12-31' }
  expect(statesOf(await carryParts(await decideAt(decided, invoice)))).toEqual(['CARRIED'])
  expect((await paymentsOf(invoice))[0]).toMatchObject({ data: { at: decided.at } })
})

test('a second reversal is carried with the id of its own command, and not of one that was refused', async () => {
  const invoice = await issue()
  const { name, state, revision } = await carryParts(await decide(invoice))
  const paymentId = state.allocations[0]?.paymentId ?? ''
  const reversing: ReceiptEvent = {
    ...{ type: 'ReceiptReversed', reversedOn: '2024-10-16', reason: 'Bounced', by: rahim, at: noon },
  }
  const refusal: ReceiptEvent = {
    ...{ type: 'AllocationReversalRefused', paymentId, code: 'CREDIT_TAKEN', params: {}, at: noon },
  }
  const steps = [[reversing, refusal], [reversing]].map((events, index) =>
    events.map((event) => newEvent(receipts, event, { commandId: `reversal-${index + 1}` })),
  )
  await append(name, steps.flat(), revision)

  const reversed = await carryParts((await load(receipts, name)) as ReceiptStream)

  expect(statesOf(reversed)).toEqual(['REVERSED'])
  const [last] = (await readStream(invoice.stream)).slice(-1)
  const ofSecond = { metadata: { commandId: 'reversal-2', causationId: steps[1]?.[0]?.id } }
  expect([last, reversed.history.at(-1)?.stored]).toMatchObject([ofSecond, ofSecond])
})

test('with nothing open it returns the same stream', async () => {
  const carried = await carryParts(await decide(await issue()))
  expect(await carryParts(carried)).toBe(carried)
})

test('a part whose invoice cannot be folded keeps no other from being carried', async () => {
  const [bad, good] = [await issue(), await issue()]
  await append(bad.stream, [{ id: randomUUID(), type: 'Unknown', data: {}, metadata: {} }], 1)
  const receipt = await decide(bad, good)
  await expect(carryParts(receipt)).rejects.toMatchObject({ code: 'EVENT_TYPE_UNKNOWN' })
  const { stream, errors } = await carryReadable(receipt)
  expect([statesOf(stream), errors]).toMatchObject([['PENDING', 'CARRIED'], [{ code: 'EVENT_TYPE_UNKNOWN' }]])
  expect((await carryReadable(stream)).stream).toBe(stream)
  const after = await load(receipts, receipt.name)
  expect(after && statesOf(after)).toEqual(['PENDING', 'CARRIED'])
  expect(await paymentsOf(good)).toHaveLength(1)
})

test('many processes at the same time carry each part once, while the invoices change', async () => {
  const invoices = await Promise.all(Array.from({ length: 3 }, issue))
  const receipt = await decide(...invoices)
  const metadata = { commandId: 'other', correlationId: 'c-2' }
  const change = async ({ stream }: Story) => {
    const event = newEvent(aggregate, { type: 'InvoiceLeftUnchanged', by: rahim, at: noon }, metadata)
    await append(stream, [event], 'any')
  }
  const [carried] = await Promise.all([
    ...Array.from({ length: 6 }, () => carryParts(receipt)),
    ...invoices.map(change),
  ])
  expect(carried && statesOf(carried)).toEqual(['CARRIED', 'CARRIED', 'CARRIED'])
  for (const invoice of invoices) expect(await paymentsOf(invoice)).toHaveLength(1)
  const stored = await readStream(receipt.name)
  expect(stored.map(({ type }) => type)).toEqual(['ReceiptRecorded', ...Array(3).fill('AllocationCarried')])
})
