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
  createStream,
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

const read = (stream: string) => collect(store.client.readStream(stream))

describe('soft delete', () => {
  test('hides the stream from reads', async () => {
    const stream = await createStream(store, 3)
    const { position } = await store.client.deleteStream(stream)
    expect(position?.commit).toBeGreaterThan(0n)
    expect(await rejection(read(stream))).toBeInstanceOf(StreamNotFoundError)
  })

  test.each([
    ['any', 'any'],
    ['no_stream', NO_STREAM],
    ['the last revision', 2n],
  ] as const)(
    'followed by an append (%s) continues the revisions and keeps older events hidden',
    async (_case, expectedRevision) => {
      const stream = await createStream(store, 3)
      await store.client.deleteStream(stream)
      const result = await store.client.appendToStream(stream, testEvents(2, 3), { expectedRevision })
      expect(result).toMatchObject({ nextExpectedRevision: 4n })
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

  test('followed by an append and its repetition returns the same result twice', async () => {
    const stream = await createStream(store, 3)
    await store.client.deleteStream(stream)
    const events = testEvents(2, 3)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: 2n })
    expect(await store.client.appendToStream(stream, events, { expectedRevision: 2n })).toEqual(first)
  })

  test('can be repeated after another append', async () => {
    const stream = await createStream(store, 2)
    await store.client.deleteStream(stream)
    await store.client.appendToStream(stream, testEvents(2, 2))
    await store.client.deleteStream(stream, { expectedRevision: 3n })
    await store.client.appendToStream(stream, testEvents(1, 4))
    expect(revisions(await read(stream))).toEqual([4])
  })

  test('makes an append with stream_exists fail', async () => {
    const stream = await createStream(store, 1)
    await store.client.deleteStream(stream)
    const error = await rejection(
      store.client.appendToStream(stream, testEvents(1), { expectedRevision: STREAM_EXISTS }),
    )
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error).toMatchObject({ streamName: stream })
    const credentials = { username: 'admin', password: 'changeit' }
    const throughAppend = store.client.appendToStream(stream, testEvents(1), {
      expectedRevision: STREAM_EXISTS,
      credentials,
    })
    expect(await rejection(throughAppend)).toBeInstanceOf(StreamDeletedError)
  })

  test('is rejected unless the expected revision is the last one', async () => {
    const stream = await createStream(store, 3)
    const error = await rejection(store.client.deleteStream(stream, { expectedRevision: 1n }))
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, expectedVersion: 1n, actualVersion: 2n })
    await store.client.deleteStream(stream, { expectedRevision: 2n })
    expect(await rejection(read(stream))).toBeInstanceOf(StreamNotFoundError)
  })

  test('is rejected for a stream that does not exist', async () => {
    const stream = freshStream()
    const error = await rejection(store.client.deleteStream(stream))
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, actualVersion: -1n })
  })

  test('says in its text why it was rejected, because some clients read only that', async () => {
    const stream = await createStream(store, 3)
    const wrong = await rejection(store.client.deleteStream(stream, { expectedRevision: 1n }))
    expect(wrong).toMatchObject({
      message: expect.stringContaining(
        `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: 1, Actual version: 2`,
      ),
    })
  })

  testOfEmbeddedNode('survives a restart of the node', async () => {
    const [deleted, recreated] = [await createStream(store, 2), await createStream(store, 2)]
    await store.client.deleteStream(deleted)
    await store.client.deleteStream(recreated)
    await store.client.appendToStream(recreated, testEvents(1, 2))
    await store.restart()
    expect(await rejection(read(deleted))).toBeInstanceOf(StreamNotFoundError)
    expect(revisions(await read(recreated))).toEqual([2])
    await store.client.appendToStream(deleted, testEvents(1, 2))
    expect(revisions(await read(deleted))).toEqual([2])
  })
})
