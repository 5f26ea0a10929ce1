import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import * as example from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { eventStoreAddress, useStores, writer } from '../../projections/invoices/testing/stores.ts'
import { appendStory } from '../../projections/invoices/testing/story.ts'
import { finishingJob } from '../../write-model/open-streams.ts'
import { load } from '../../write-model/stream.ts'
import { handler } from './handler.ts'

useStores()

let invoked: string[] = []
beforeEach(() => {
  invoked = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment, invoke: async (key) => void invoked.push(key) })
})
afterEach(async () => {
  provideHostRuntime(undefined)
  await writer()`delete from finance.open_numbers`
})

const approved = [example.creating(), example.approving()]

/** Inserts the rows of the projection, each decided a minute after the one before. */
const insertOpen = async (streams: readonly string[], tenant = 'acme'): Promise<void> => {
  await writer()`
    insert into finance.open_numbers
      (tenant, stream, document, series, place, fiscal_year, seen_revision, decided_at)
    select ${tenant}, stream, stream, '6.3', 'MAIN', '2024-2025', -1,
      timestamptz '2024-11-03T00:00:00Z' + ordinal * interval '1 minute'
    from unnest(${streams}::text[]) with ordinality as t(stream, ordinal)`
}

/** Appends streams with an event of an unknown type. */
const appendUnreadable = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const stream = `invoice-acme_${randomUUID()}`
      await append(stream, [{ id: randomUUID(), type: 'Unknown', data: {}, metadata: {} }], -1)
      return stream
    }),
  )

const withTime = (remainingMs: number) => ({ getRemainingTimeInMillis: () => remainingMs }) as Context
const run = (remainingMs = 60_000) => handler({}, withTime(remainingMs))

const isNumbered = async (stream: string): Promise<boolean> => {
  const invoice = await load(invoices, stream)
  return invoice?.state.openNumbers.length === 0
}

const whileStoreIsDown = async (work: () => Promise<void>): Promise<void> => {
  await closeEventStore()
  process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
  try {
    await work()
  } finally {
    process.env.EVENTSTORE_CONNECTION_STRING = eventStoreAddress()
  }
}

test('22 a document of another place gets the number of its place', async () => {
  const main = await appendStory(approved)
  const depot = await appendStory([example.creating({ place: 'CTG' }), example.approving()])
  await insertOpen([main.stream, depot.stream])
  expect(await run()).toEqual({ finished: 2, failed: 0 })
  const { state } = (await load(invoices, depot.stream)) ?? {}
  expect(state).toMatchObject({ mushakNumber: 'MUSHAK-6.3-CTG-2024-10-000001', openNumbers: [] })
})

test('a decided document gets its number, and the relay is invoked', async () => {
  const { stream } = await appendStory(approved)
  await insertOpen([stream])
  expect(await run()).toEqual({ finished: 1, failed: 0 })
  expect([await isNumbered(stream), invoked]).toEqual([true, ['relay']])
})

test('the documents of the stream of a command get their numbers at once, without the table', async () => {
  const { stream } = await appendStory(approved)
  const poke = () => handler({ stream }, withTime(60_000))
  expect(await poke()).toEqual({ finished: 1, failed: 0 })
  expect([await isNumbered(stream), invoked]).toEqual([true, ['relay']])
  expect(await poke()).toEqual({ finished: 0, failed: 0 })
})

test('for the stream of a command it fails while the store is down, so that Lambda tries again', async () => {
  const { stream } = await appendStory(approved)
  await whileStoreIsDown(() =>
    expect(handler({ stream }, withTime(60_000))).rejects.toMatchObject({
      name: 'EventStoreUnavailable',
    }),
  )
})

test('on schedule it stops at the first document while the store is down, and the next run continues', async () => {
  const [first, second] = [await appendStory(approved), await appendStory(approved, 'bengal')]
  await insertOpen([first.stream, second.stream])
  await whileStoreIsDown(async () => expect(await run()).toEqual({ finished: 0, failed: 0 }))
  expect(await run()).toEqual({ finished: 2, failed: 0 })
})

test('while the store is down it asks for the first document alone, however many are open', async () => {
  const asked: string[] = []
  const job = finishingJob({
    ...{ operation: 'finish-numbering', table: 'open_numbers', failure: 'A document has no number' },
    finish: async (stream) => {
      asked.push(stream)
      throw new EventStoreUnavailable(`reading ${stream}`, undefined)
    },
  })
  const streams = ['invoice-acme_1', 'invoice-acme_2']
  await insertOpen(streams)
  expect(await job({}, withTime(60_000))).toEqual({ finished: 0, failed: 0 })
  expect(asked).toEqual(streams.slice(0, 1))
})

test('a document that was decided a moment ago is left to its command', async () => {
  const { stream } = await appendStory(approved)
  await insertOpen([stream])
  await writer()`update finance.open_numbers set decided_at = now() + interval '1 minute'`
  expect(await run()).toEqual({ finished: 0, failed: 0 })
  expect(await isNumbered(stream)).toBe(false)
  await writer()`update finance.open_numbers set decided_at = now() - interval '11 seconds'`
  expect(await run()).toEqual({ finished: 1, failed: 0 })
})

test('a row of a version of the read model that nobody reads yet is left alone', async () => {
  const { stream } = await appendStory(approved)
  await insertOpen([stream])
  await writer()`update finance.open_numbers set version = 2`
  expect(await run()).toEqual({ finished: 0, failed: 0 })
})

test('a document that already has its number is not counted, and the relay is not invoked', async () => {
  const { stream } = await appendStory([...approved, example.numbering()])
  await insertOpen([stream])
  expect(await run()).toEqual({ finished: 0, failed: 0 })
  expect(invoked).toEqual([])
})

test('more failures than fit on one page do not block the other documents', async () => {
  const { stream } = await appendStory(approved, 'bengal')
  await insertOpen([...(await appendUnreadable(201)), stream])
  expect(await run()).toEqual({ finished: 1, failed: 201 })
  expect(await isNumbered(stream)).toBe(true)
})

test('near the end of its time it begins no document, and the next run continues', async () => {
  const [first, second] = [await appendStory(approved), await appendStory(approved, 'bengal')]
  await insertOpen([first.stream, second.stream])
  expect(await run(14_999)).toEqual({ finished: 0, failed: 0 })
  expect([await isNumbered(first.stream), await isNumbered(second.stream)]).toEqual([false, false])
  expect(await run(15_000)).toEqual({ finished: 2, failed: 0 })
})
