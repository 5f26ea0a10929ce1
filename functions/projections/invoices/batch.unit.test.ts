import { describe, expect, test } from '@jest/globals'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { batchOf, batchResponse, byTenant, ownerOfBatch } from './batch.ts'

const one = '0f8fad5b-d9cb-469f-a165-70867728950e'
const two = '7c9e6679-7425-40de-944b-e07fc1f90ae7'

const record = (partition: number, offset: number, key: string, value = `${key}@${offset}`): MSKRecord => ({
  topic: 'finance.invoice.events',
  partition,
  offset,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  key: Buffer.from(key).toString('base64'),
  value: Buffer.from(value).toString('base64'),
  headers: [],
})

const event = (...records: MSKRecord[]): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:ap-south-1:1:cluster/c/1',
  bootstrapServers: 'localhost:9092',
  records: Object.groupBy(records, (each) => `${each.topic}-${each.partition}`) as MSKEvent['records'],
})

describe('a batch', () => {
  test('contains the records of invoices in the order of their partition', () => {
    const batch = batchOf(
      event(
        record(3, 7, `invoice-acme_${one}`),
        record(3, 8, `invoice-acme_${two}`),
        record(3, 9, `invoice-acme_${one}`),
      ),
    )
    expect(batch.records.map(({ position }) => position)).toEqual(
      [7, 8, 9].map((offset) => ({ partition: 'finance.invoice.events-3', offset })),
    )
    expect(batch.records[0]).toMatchObject({
      stream: { tenantId: 'acme', invoiceId: one },
      value: `invoice-acme_${one}@7`,
    })
  })

  test('counts records of other streams, and lists records without a stream separately', () => {
    const batch = batchOf(
      event(
        record(0, 1, 'tenant-acme'),
        record(0, 2, 'numbers-acme_6.3_MAIN_2025-2026'),
        record(0, 3, 'invoice-'),
        record(1, 0, ''),
      ),
    )
    expect(batch.records).toEqual([])
    expect(batch.foreign).toBe(2)
    expect(batch.nameless.map(({ position }) => position.offset)).toEqual([3, 0])
  })

  test('lists a record without key or value as nameless', () => {
    const bare = { ...record(0, 4, ''), key: undefined, value: null } as unknown as MSKRecord
    expect(batchOf(event(bare)).nameless).toEqual([
      { position: { partition: 'finance.invoice.events-0', offset: 4 }, value: '' },
    ])
  })

  test('lists a record as nameless when its key contains an invalid tenant id', () => {
    const { nameless, records } = batchOf(event(record(0, 1, `invoice-acme"; drop schema public; --_${one}`)))
    expect([records.length, nameless.length]).toEqual([0, 1])
  })
})

test.each([
  ['of one tenant belongs to it', [`invoice-acme_${one}`, `receipt-acme_${two}`], { tenantId: 'acme' }],
  [
    'of several tenants belongs to each by its records',
    [`invoice-acme_${one}`, `invoice-bengal_${one}`, `invoice-acme_${two}`],
    { shares: { acme: 2, bengal: 1 } },
  ],
  ['without a stream belongs to nobody', ['what?'], { tenantId: '' }],
  ['without records belongs to nobody', [], { tenantId: '' }],
])('a batch %s', (_, keys, owner) => {
  expect(ownerOfBatch(event(...keys.map((key, offset) => record(0, offset, key))))).toEqual(owner)
})

test('records are grouped by tenant and stream, in order', () => {
  const { records } = batchOf(
    event(
      record(0, 1, `invoice-acme_${one}`),
      record(1, 5, `invoice-bengal_${one}`),
      record(0, 2, `invoice-acme_${two}`),
      record(0, 3, `invoice-acme_${one}`),
    ),
  )
  const grouped = byTenant(records)
  expect([...grouped.keys()]).toEqual(['acme', 'bengal'])
  expect(
    [...(grouped.get('acme') ?? [])].map(([stream, records]) => [
      stream,
      records.map(({ position }) => position.offset),
    ]),
  ).toEqual([
    [`invoice-acme_${one}`, [1, 3]],
    [`invoice-acme_${two}`, [2]],
  ])
})

describe('a partial batch response', () => {
  test('without failures commits the whole batch', () => {
    expect(batchResponse([])).toEqual({ batchItemFailures: [] })
  })

  test('names the first failed record of each partition', () => {
    const failed = [
      { partition: 't-0', offset: 9 },
      { partition: 't-1', offset: 4 },
      { partition: 't-0', offset: 7 },
    ]
    expect(batchResponse(failed)).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 't-0', offset: 7 } },
        { itemIdentifier: { partition: 't-1', offset: 4 } },
      ],
    })
  })
})
