import { BACKWARDS, END, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  collect,
  consecutive,
  createStream,
  freshStream,
  rejection,
  revisions,
  startTestStore,
  type TestStore,
  testEvents,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

const read = (stream: string) => collect(store.client.readStream(stream))

describe('stream metadata', () => {
  test('is read back as it was set, and is undefined before', async () => {
    const stream = await createStream(store, 1)
    expect((await store.client.getStreamMetadata(stream)).metadata).toBeUndefined()
    await store.client.setStreamMetadata(stream, { maxCount: 5, owner: 'accounts' })
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({
      maxCount: 5,
      owner: 'accounts',
    })
  })

  test('$maxCount keeps the last events visible, also after later appends', async () => {
    const stream = await createStream(store, 10)
    await store.client.setStreamMetadata(stream, { maxCount: 3 })
    expect(revisions(await read(stream))).toEqual([7, 8, 9])
    await store.client.appendToStream(stream, testEvents(2, 10))
    expect(revisions(await read(stream))).toEqual([9, 10, 11])
    expect(
      revisions(await collect(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))),
    ).toEqual([11, 10, 9])
    expect(revisions(await collect(store.client.subscribeToStream(stream), 3))).toEqual([9, 10, 11])
  })

  test('may be set before the first event', async () => {
    const stream = freshStream()
    await store.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: NO_STREAM })
    await store.client.appendToStream(stream, testEvents(5))
    expect(revisions(await read(stream))).toEqual([3, 4])
  })

  test('$tb hides the events before it, up to all of them', async () => {
    const stream = await createStream(store, 5)
    await store.client.setStreamMetadata(stream, { truncateBefore: 3 })
    expect(revisions(await read(stream))).toEqual([3, 4])
    await store.client.setStreamMetadata(stream, { truncateBefore: 100 })
    expect(await read(stream)).toEqual([])
  })

  test('$maxAge hides older events', async () => {
    const stream = await createStream(store, 3)
    await store.client.setStreamMetadata(stream, { maxAge: 3600 })
    expect(revisions(await read(stream))).toEqual([0, 1, 2])
    await store.client.setStreamMetadata(stream, { maxAge: 1 })
    while ((await read(stream)).length > 0) await new Promise(setImmediate)
    await store.client.appendToStream(stream, testEvents(1, 3))
    expect(revisions(await read(stream))).toEqual([3])
  })

  test('$maxAge and $tb hide the same events from a subscription', async () => {
    const stream = await createStream(store, 5)
    await store.client.setStreamMetadata(stream, { maxAge: 1 })
    while ((await read(stream)).length > 0) await new Promise(setImmediate)
    await store.client.setStreamMetadata(stream, { maxAge: 1, truncateBefore: 2 })
    const found = collect(store.client.subscribeToStream(stream), 1)
    await store.client.appendToStream(stream, testEvents(1, 5))
    expect(revisions(await found)).toEqual([5])
  })

  test('is replaced by each later one, under the expected revision of the metadata stream', async () => {
    const stream = await createStream(store, 5)
    for (const maxCount of consecutive(3, 1))
      await store.client.setStreamMetadata(
        stream,
        { maxCount },
        { expectedRevision: maxCount === 1 ? NO_STREAM : BigInt(maxCount - 2) },
      )
    const error = await rejection(
      store.client.setStreamMetadata(stream, { maxCount: 9 }, { expectedRevision: 0n }),
    )
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(revisions(await read(stream))).toEqual([2, 3, 4])
    expect(await collect(store.client.readStream(`$$${stream}`))).toHaveLength(1)
  })

  test('keeps a deleted stream truncated after the next append', async () => {
    const stream = await createStream(store, 2)
    await store.client.deleteStream(stream)
    await store.client.appendToStream(stream, testEvents(1, 2))
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 2 })
  })
})
