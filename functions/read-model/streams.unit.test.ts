import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test } from '@jest/globals'
import type { Aggregate } from '../../domain/event/aggregate.ts'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { provideHostRuntime } from '../../infra/lambda/runtime.ts'
import { foldStream, type StreamPage, StreamTooLong } from './streams.ts'

const event = (revision: number) => ({ revision, data: revision }) as StoredEvent

/** The sum of the revisions of its events. */
const sum = {
  initial: 0,
  decode: ({ data }) => data as number,
  evolve: (state, revision) => state + revision,
} as Aggregate<number, number, number>

/** Serves these pages, and returns the invocations that it receives. */
const servePages = (pageOf: (call: number) => StreamPage | undefined): unknown[][] => {
  const invocations: unknown[][] = []
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async (...invocation) => {
      invocations.push(invocation)
      return pageOf(invocations.length - 1)
    },
  })
  return invocations
}
afterEach(() => provideHostRuntime(undefined))

test('a skipped event changes nothing, but its revision counts', async () => {
  const skipped = { reason: 'wrong', by: 'rahim', at: '2026-11-27T10:00:00.000Z' }
  servePages(() => ({ events: [event(0), event(1), { ...event(2), skipped }], next: null }))
  expect(await foldStream({ tenantId: 'acme', invoiceId: 'i-1' }, sum)).toEqual({ state: 1, revision: 2 })
})

const twoPages: StreamPage[] = [
  { events: [event(0), event(1)], next: 2 },
  { events: [event(2)], next: null },
]

test('the stream of an invoice is folded page by page', async () => {
  const invocations = servePages((call) => twoPages[call])

  expect(await foldStream({ tenantId: 'acme', invoiceId: 'i-1' }, sum)).toEqual({ state: 3, revision: 2 })
  expect(invocations).toEqual([
    ['read-stream', { tenantId: 'acme', invoiceId: 'i-1', from: 0 }, 'RequestResponse'],
    ['read-stream', { tenantId: 'acme', invoiceId: 'i-1', from: 2 }, 'RequestResponse'],
  ])
})

test('no page is read after the first event that does not belong', async () => {
  const invocations = servePages((call) => twoPages[call])
  expect(await foldStream({ tenantId: 'acme' }, sum, (revision) => revision < 1)).toEqual({
    state: 0,
    revision: 0,
  })
  expect(invocations).toHaveLength(1)
})

test('the stream of a tenant is requested without an invoice', async () => {
  const invocations = servePages(() => ({ events: [], next: null }))
  expect(await foldStream({ tenantId: 'acme' }, sum)).toEqual({ state: 0, revision: -1 })
  expect(invocations).toEqual([['read-stream', { tenantId: 'acme', from: 0 }, 'RequestResponse']])
})

test('a stream without an end is not read for ever', async () => {
  const invocations = servePages((call) => ({ events: [event(call)], next: call + 1 }))
  await expect(foldStream({ tenantId: 'acme' }, sum)).rejects.toThrow(StreamTooLong)
  expect(invocations).toHaveLength(20)
})
