import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  rejection,
  startTestStore,
  type TestStore,
  testEvent,
  testEvents,
} from './test-store.ts'

let store: TestStore
const ten = freshStream()
beforeAll(async () => {
  store = await startTestStore()
  await store.client.appendToStream(ten, testEvents(10))
}, 30_000)
afterAll(() => store.stop())

test.each([
  ['forwards', {}, consecutive(10)],
  ['backwards', { direction: BACKWARDS, fromRevision: END }, consecutive(10).reverse()],
  ['from a revision forwards', { fromRevision: 7n }, [7, 8, 9]],
  ['from a revision backwards', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
  ['from the start backwards', { direction: BACKWARDS, fromRevision: START }, [0]],
  ['from the end forwards', { direction: FORWARDS, fromRevision: END }, []],
  ['from beyond the end forwards', { fromRevision: 10n }, []],
  ['from beyond the end backwards', { direction: BACKWARDS, fromRevision: 99n, maxCount: 2 }, [9, 8]],
  ['from the highest possible revision', { fromRevision: 0xffff_ffff_ffff_ffffn }, []],
  ['up to a number of events', { maxCount: 3 }, [0, 1, 2]],
  ['backwards for its last event', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, [9]],
  ['from a revision up to a number of events', { fromRevision: 4n, maxCount: 2 }, [4, 5]],
] as const)('a stream is read %s', async (_case, options, expected) => {
  expect(numbers(await collect(store.client.readStream(ten, options)))).toEqual(expected)
})

test.each([
  ['forwards', {}],
  ['backwards', { direction: BACKWARDS, fromRevision: END }],
] as const)('a missing stream fails with StreamNotFoundError (%s)', async (_case, options) => {
  const stream = freshStream()
  const error = await rejection(collect(store.client.readStream(stream, options)))
  expect(error).toBeInstanceOf(StreamNotFoundError)
  expect(error).toMatchObject({ type: 'stream-not-found', streamName: stream })
})

test('a stream of many pages is read completely in both directions', async () => {
  const stream = freshStream()
  await store.client.appendToStream(stream, testEvents(3000))
  expect(numbers(await collect(store.client.readStream(stream)))).toEqual(consecutive(3000))
  const backwards = await collect(
    store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }),
  )
  expect(numbers(backwards)).toEqual(consecutive(3000).reverse())
})

test('large events are read completely', async () => {
  const stream = freshStream()
  for (const n of consecutive(8)) await store.client.appendToStream(stream, testEvent(n, 'y'.repeat(900_000)))
  expect(numbers(await collect(store.client.readStream(stream)))).toEqual(consecutive(8))
})

test('a reader may stop before the end', async () => {
  const stream = freshStream()
  await store.client.appendToStream(stream, testEvents(3000))
  expect(numbers(await collect(store.client.readStream(stream), 5))).toEqual(consecutive(5))
  expect(await collect(store.client.readStream(stream))).toHaveLength(3000)
})

test('a stream name may contain any characters', async () => {
  const names = [
    freshStream('চালান'),
    freshStream(`quote"'\\`),
    freshStream('{a,b}'),
    freshStream('Null'),
    freshStream('%_'),
  ]
  for (const [n, name] of names.entries()) await store.client.appendToStream(name, testEvent(n))
  for (const [n, name] of names.entries()) {
    const [read] = await collect(store.client.readStream(name))
    expect(read?.event).toMatchObject({ streamId: name, data: { n } })
  }
})
