import { END, START } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { append, confirmation, startAppending } from './subscription-steps.ts'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  revisions,
  startTestStore,
  type TestStore,
  testEvents,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await store.client.appendToStream(freshStream('before'), testEvents(10))
}, 30_000)
afterAll(() => store.stop())

describe('a subscription to a stream', () => {
  test('from the start receives stored events, then new ones', async () => {
    const stream = freshStream()
    await append(store, stream, 3)
    const subscription = store.client.subscribeToStream(stream, { fromRevision: START })
    const found = collect(subscription, 6)
    await confirmation(subscription)
    await append(store, stream, 3, 3)
    expect(numbers(await found)).toEqual(consecutive(6))
  })

  test('from the end receives only new events', async () => {
    const stream = freshStream()
    await append(store, stream, 3)
    const subscription = store.client.subscribeToStream(stream, { fromRevision: END })
    const found = collect(subscription, 2)
    await confirmation(subscription)
    await append(store, stream, 2, 3)
    expect(numbers(await found)).toEqual([3, 4])
  })

  test('from a revision receives the events after it', async () => {
    const stream = freshStream()
    await append(store, stream, 5)
    expect(numbers(await collect(store.client.subscribeToStream(stream, { fromRevision: 1n }), 3))).toEqual([
      2, 3, 4,
    ])
  })

  test('may begin before the stream exists', async () => {
    const stream = freshStream()
    const subscription = store.client.subscribeToStream(stream)
    const found = collect(subscription, 2)
    await confirmation(subscription)
    await append(store, stream, 2)
    expect(numbers(await found)).toEqual([0, 1])
  })

  test('receives every event once while a client appends without pause', async () => {
    const prefix = freshStream('busy')
    const appending = startAppending(store, prefix)
    for (const round of consecutive(5)) {
      const found = await collect(store.client.subscribeToStream(`${prefix}-0`), 100 + round * 50)
      expect(revisions(found)).toEqual(consecutive(100 + round * 50))
    }
    await appending.stop()
  })
})
