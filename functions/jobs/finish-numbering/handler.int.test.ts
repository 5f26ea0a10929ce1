import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import * as example from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { useStores, writer } from '../../projections/invoices/testing/stores.ts'
import { told } from '../../projections/invoices/testing/story.ts'
import { load } from '../../write-model/stream.ts'
import { handler } from './handler.ts'

useStores()

let invoked: string[] = []
beforeEach(() => {
  invoked = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment, publish: async () => {}, invoke: async (key) => void invoked.push(key) })
})
afterEach(async () => {
  provideHostRuntime(undefined)
  await writer()`delete from finance.open_numbers`
})

const approved = [example.creating(), example.approving()]

/** What the projection has noted; each decided a minute after the one before. */
const noted = async (streams: readonly string[], tenant = 'acme'): Promise<void> => {
  await writer()`
    insert into finance.open_numbers (tenant, stream, document, series, fiscal_year, seen_revision, decided_at)
    select ${tenant}, stream, stream, '6.3', '2024-2025', -1, timestamptz '2024-11-03T00:00:00Z' + place * interval '1 minute'
    from unnest(${streams}::text[]) with ordinality as t(stream, place)`
}

/** Streams that no version of the service can read. */
const unreadable = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const stream = `invoice-acme_${randomUUID()}`
      await append(stream, [{ id: randomUUID(), type: 'Unheard', data: {}, metadata: {} }], -1)
      return stream
    }),
  )

const run = (remaining: () => number = () => 60_000) =>
  handler({}, { getRemainingTimeInMillis: remaining } as Context)

const isNumbered = async (stream: string): Promise<boolean> => {
  const invoice = await load(invoices, stream)
  return invoice?.state.openNumbers.length === 0
}

test('a decided document is given its number, and the relay is told', async () => {
  const { stream } = await told(approved)
  await noted([stream])
  expect(await run()).toEqual({ finished: 1, failed: 0 })
  expect([await isNumbered(stream), invoked]).toEqual([true, ['relay']])
})

test('one that has its number by now is not counted, and nobody is told', async () => {
  const { stream } = await told([...approved, example.numbering()])
  await noted([stream])
  expect(await run()).toEqual({ finished: 0, failed: 0 })
  expect(invoked).toEqual([])
})

test('more failures than one page holds do not keep the others from their numbers', async () => {
  const { stream } = await told(approved, 'bengal')
  await noted([...(await unreadable(201)), stream])
  expect(await run()).toEqual({ finished: 1, failed: 201 })
  expect(await isNumbered(stream)).toBe(true)
})

test('when its time is nearly up it begins no other, and the next run goes on', async () => {
  const [first, second] = [await told(approved), await told(approved, 'bengal')]
  await noted([first.stream, second.stream])
  let left = 2
  expect(await run(() => (left-- > 1 ? 60_000 : 5_000))).toEqual({ finished: 1, failed: 0 })
  expect([await isNumbered(first.stream), await isNumbered(second.stream)]).toEqual([true, false])
  expect(await run()).toEqual({ finished: 1, failed: 0 })
})
