import { expect, test } from '@jest/globals'
import { batchesOf, recordsInOrder } from './records-in-order.ts'

type Value = { stream: string; revision: number; type: string }
const parseRecord = (text: string): Value => JSON.parse(Buffer.from(text, 'base64').toString())

test('the events of each invoice keep their order, and its payments come in later batches', () => {
  const batches = batchesOf(recordsInOrder('acme', 1_000))
  const values = batches.map(({ event }) =>
    Object.values(event.records)
      .flat()
      .map(({ value }) => parseRecord(value)),
  )
  const next = new Map<string, number>()
  for (const { stream, revision } of values.flat()) {
    expect(revision).toBe(next.get(stream) ?? 0)
    next.set(stream, revision + 1)
  }
  const streamsOf = (type: string, batch: Value[] = []) =>
    batch.filter((value) => value.type === type).map(({ stream }) => stream)
  const createdInFirst = new Set(streamsOf('InvoiceCreated', values[0]))
  const paidLater = values.slice(1).flatMap((batch) => streamsOf('PaymentRecorded', batch))
  expect(createdInFirst.size).toBeGreaterThan(50)
  expect(paidLater.filter((stream) => createdInFirst.has(stream)).length).toBeGreaterThan(10)
})

test('a batch has 500 events and the ids of their invoices', () => {
  const [batch] = batchesOf(recordsInOrder('acme', 300))
  expect(batch).toMatchObject({ events: 500 })
  expect(new Set(batch?.invoiceIds).size).toBe(batch?.invoiceIds.length)
})
