import {
  BACKWARDS,
  END,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  rejection,
  revisions,
  startTestStore,
  type TestStore,
  testEvents,
  testOfEmbeddedNode,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

const streamOf = async (count: number): Promise<string> => {
  const stream = freshStream()
  await store.client.appendToStream(stream, testEvents(count))
  return stream
}

const read = (stream: string) => collect(store.client.readStream(stream))

describe('soft delete', () => {
  test('hides the stream', async () => {
    const stream = await streamOf(3)
    const { position } = await store.client.deleteStream(stream)
    expect(position?.commit).toBeGreaterThan(0n)
    expect(await rejection(read(stream))).toBeInstanceOf(StreamNotFoundError)
  })

  test.each([
    ['any', 'any'],
    ['no_stream', NO_STREAM],
    ['the last revision', 2n],
  ] as const)(
    'written to again (%s), revisions go on and older events stay hidden',
    async (_case, expectedRevision) => {
      const stream = await streamOf(3)
      await store.client.deleteStream(stream)
      const answer = await store.client.appendToStream(stream, testEvents(2, 3), { expectedRevision })
      expect(answer).toMatchObject({ nextExpectedRevision: 4n })
      expect(revisions(await read(stream))).toEqual([3, 4])
      expect(
        numbers(await collect(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))),
      ).toEqual([4, 3])
      expect(
        await store.client.appendToStream(stream, testEvents(1, 5), { expectedRevision: 4n }),
      ).toMatchObject({ nextExpectedRevision: 5n })
      expect(numbers(await read(stream))).toEqual([3, 4, 5])
    },
  )

  test('a repeated append that brought the stream back answers as the first time', async () => {
    const stream = await streamOf(3)
    await store.client.deleteStream(stream)
    const events = testEvents(2, 3)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: 2n })
    expect(await store.client.appendToStream(stream, events, { expectedRevision: 2n })).toEqual(first)
  })

  test('twice', async () => {
    const stream = await streamOf(2)
    await store.client.deleteStream(stream)
    await store.client.appendToStream(stream, testEvents(2, 2))
    await store.client.deleteStream(stream, { expectedRevision: 3n })
    await store.client.appendToStream(stream, testEvents(1, 4))
    expect(revisions(await read(stream))).toEqual([4])
  })

  test('stream_exists does not hold for a deleted stream', async () => {
    const stream = await streamOf(1)
    await store.client.deleteStream(stream)
    const error = await rejection(
      store.client.appendToStream(stream, testEvents(1), { expectedRevision: STREAM_EXISTS }),
    )
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error).toMatchObject({ streamName: stream })
    const credentials = { username: 'admin', password: 'changeit' }
    const single = store.client.appendToStream(stream, testEvents(1), {
      expectedRevision: STREAM_EXISTS,
      credentials,
    })
    expect(await rejection(single)).toBeInstanceOf(StreamDeletedError)
  })

  test('with the expected revision, and refused with another', async () => {
    const stream = await streamOf(3)
    const error = await rejection(store.client.deleteStream(stream, { expectedRevision: 1n }))
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, expectedVersion: 1n, actualVersion: 2n })
    await store.client.deleteStream(stream, { expectedRevision: 2n })
    expect(await rejection(read(stream))).toBeInstanceOf(StreamNotFoundError)
  })

  test('of a stream that does not exist is refused', async () => {
    expect(await rejection(store.client.deleteStream(freshStream()))).toBeInstanceOf(
      WrongExpectedVersionError,
    )
  })

  testOfEmbeddedNode('holds across a restart', async () => {
    const [deleted, again] = [await streamOf(2), await streamOf(2)]
    await store.client.deleteStream(deleted)
    await store.client.deleteStream(again)
    await store.client.appendToStream(again, testEvents(1, 2))
    await store.restart()
    expect(await rejection(read(deleted))).toBeInstanceOf(StreamNotFoundError)
    expect(revisions(await read(again))).toEqual([2])
    await store.client.appendToStream(deleted, testEvents(1, 2))
    expect(revisions(await read(deleted))).toEqual([2])
  })
})

describe('stream metadata', () => {
  test('comes back as it was set; a stream without any has none', async () => {
    const stream = await streamOf(1)
    expect((await store.client.getStreamMetadata(stream)).metadata).toBeUndefined()
    await store.client.setStreamMetadata(stream, { maxCount: 5, owner: 'accounts' })
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({
      maxCount: 5,
      owner: 'accounts',
    })
  })

  test('$maxCount keeps the last ones visible, also as the stream grows', async () => {
    const stream = await streamOf(10)
    await store.client.setStreamMetadata(stream, { maxCount: 3 })
    expect(revisions(await read(stream))).toEqual([7, 8, 9])
    await store.client.appendToStream(stream, testEvents(2, 10))
    expect(revisions(await read(stream))).toEqual([9, 10, 11])
    expect(
      revisions(await collect(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))),
    ).toEqual([11, 10, 9])
    expect(revisions(await collect(store.client.subscribeToStream(stream), 3))).toEqual([9, 10, 11])
  })

  test('set before the first event', async () => {
    const stream = freshStream()
    await store.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: NO_STREAM })
    await store.client.appendToStream(stream, testEvents(5))
    expect(revisions(await read(stream))).toEqual([3, 4])
  })

  test('$tb hides what is before it, even everything', async () => {
    const stream = await streamOf(5)
    await store.client.setStreamMetadata(stream, { truncateBefore: 3 })
    expect(revisions(await read(stream))).toEqual([3, 4])
    await store.client.setStreamMetadata(stream, { truncateBefore: 100 })
    expect(await read(stream)).toEqual([])
  })

  test('$maxAge hides what is older', async () => {
    const stream = await streamOf(3)
    await store.client.setStreamMetadata(stream, { maxAge: 3600 })
    expect(revisions(await read(stream))).toEqual([0, 1, 2])
    await store.client.setStreamMetadata(stream, { maxAge: 1 })
    while ((await read(stream)).length > 0) await new Promise(setImmediate)
    await store.client.appendToStream(stream, testEvents(1, 3))
    expect(revisions(await read(stream))).toEqual([3])
  })

  test('the metadata set last counts, and expected revisions hold for it too', async () => {
    const stream = await streamOf(5)
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

  test('is kept when a deleted stream comes back', async () => {
    const stream = await streamOf(2)
    await store.client.deleteStream(stream)
    await store.client.appendToStream(stream, testEvents(1, 2))
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 2 })
  })
})
