import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import { append } from '../../../infra/event-store/append.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { useStores, writer } from '../../projections/invoices/testing/stores.ts'
import { decide, issue } from '../../write-model/receipts/testing/decided-receipt.ts'
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
  await writer()`delete from finance.open_receipts`
})

const insertOpen = (...streams: readonly string[]) => writer()`
  insert into finance.open_receipts (tenant, stream, decided_at)
  select 'acme', stream, now() - interval '1 minute' from unnest(${streams}::text[]) as t(stream)`
const context = { getRemainingTimeInMillis: () => 60_000 } as Context
const statesIn = async (stream: string) =>
  (await load(receipts, stream))?.state.allocations.map(({ state }) => state)

test('the parts of an open receipt are carried, and the relay is invoked; then nothing is open', async () => {
  const { name } = await decide(await issue(), await issue())
  await insertOpen(name)
  expect(await handler({}, context)).toEqual({ finished: 1, failed: 0 })
  expect([await statesIn(name), invoked]).toEqual([['CARRIED', 'CARRIED'], ['relay']])
  expect(await handler({}, context)).toEqual({ finished: 0, failed: 0 })
})

test('the receipt of a command is finished at once, without the table', async () => {
  const { name } = await decide(await issue())
  expect(await handler({ stream: name }, context)).toEqual({ finished: 1, failed: 0 })
  expect(await statesIn(name)).toEqual(['CARRIED'])
})

test('a receipt with an invoice that cannot be folded blocks neither its other parts nor other receipts', async () => {
  const [bad, good] = [await issue(), await issue()]
  await append(bad.stream, [{ id: randomUUID(), type: 'Unknown', data: {}, metadata: {} }], 1)
  const [failing, other] = [await decide(bad, good), await decide(await issue())]
  await insertOpen(failing.name, other.name)
  expect(await handler({}, context)).toEqual({ finished: 1, failed: 1 })
  expect(await statesIn(failing.name)).toEqual(['PENDING', 'CARRIED'])
  expect(await statesIn(other.name)).toEqual(['CARRIED'])
})
