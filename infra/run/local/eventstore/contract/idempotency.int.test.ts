import { ANY, NO_STREAM, STREAM_EXISTS, WrongExpectedVersionError } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  collect,
  freshStream,
  numbers,
  rejection,
  startTestStore,
  type TestStore,
  testEvent,
  testEvents,
  testOfEmbeddedNode,
} from './test-store.ts'

/** Few, so that a test can make the node forget. */
const rememberedIds = 20

let store: TestStore
beforeAll(async () => {
  store = await startTestStore({ rememberedIds })
}, 30_000)
afterAll(() => store.stop())

describe('the same ids with the same expected revision answer as the first time', () => {
  test.each([
    ['any', ANY],
    ['stream_exists', STREAM_EXISTS],
    ['a revision', 1n],
  ] as const)('%s', async (_case, expectedRevision) => {
    const stream = freshStream()
    await store.client.appendToStream(stream, testEvents(2))
    const events = testEvents(3, 2)
    const first = await store.client.appendToStream(stream, events, { expectedRevision })
    expect(await store.client.appendToStream(stream, events, { expectedRevision })).toEqual(first)
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([0, 1, 2, 3, 4])
  })

  test('no_stream, and also when the stream has grown since', async () => {
    const stream = freshStream()
    const events = testEvents(3)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    await store.client.appendToStream(stream, testEvents(50, 3))
    expect(await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })).toEqual(first)
    expect(await collect(store.client.readStream(stream))).toHaveLength(53)
  })

  test('the first of several alone', async () => {
    const stream = freshStream()
    const events = testEvents(3)
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    expect(
      await store.client.appendToStream(stream, events.slice(0, 1), { expectedRevision: NO_STREAM }),
    ).toMatchObject({
      nextExpectedRevision: 0n,
    })
  })

  test('also by the other protocol', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    const credentials = { username: 'admin', password: 'changeit' }
    expect(
      await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM, credentials }),
    ).toEqual(first)
  })

  test('in the middle of other appends in flight', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    const others = Array.from({ length: 40 }, (_, n) =>
      store.client.appendToStream(freshStream(), testEvents(2, n)),
    )
    const repeats = Array.from({ length: 5 }, () =>
      store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM }),
    )
    const moreOthers = Array.from({ length: 40 }, (_, n) =>
      store.client.appendToStream(freshStream(), testEvents(2, n)),
    )
    const [first, ...rest] = await Promise.all(repeats)
    for (const answer of rest) expect(answer).toEqual(first)
    await Promise.all([...others, ...moreOthers])
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  test('ids are compared, data never', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    const first = await store.client.appendToStream(stream, event, { expectedRevision: NO_STREAM })
    const other = { ...event, data: { n: 2 } }
    expect(await store.client.appendToStream(stream, other, { expectedRevision: NO_STREAM })).toEqual(first)
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([1])
  })

  testOfEmbeddedNode('across a restart of the node', async () => {
    const stream = freshStream()
    const [beginning, rest] = [testEvents(2), testEvents(2, 2)]
    const first = await store.client.appendToStream(stream, beginning, { expectedRevision: NO_STREAM })
    const second = await store.client.appendToStream(stream, rest, { expectedRevision: 1n })
    await store.restart()
    expect(await store.client.appendToStream(stream, beginning, { expectedRevision: NO_STREAM })).toEqual(
      first,
    )
    expect(await store.client.appendToStream(stream, rest, { expectedRevision: 1n })).toEqual(second)
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([0, 1, 2, 3])
  })
})

describe('what is not the same append', () => {
  test.each([
    ['any', ANY],
    ['no_stream', NO_STREAM],
  ] as const)('known ids followed by a new one are refused (%s)', async (_case, expectedRevision) => {
    const stream = freshStream()
    const events = testEvents(2)
    await store.client.appendToStream(stream, events, { expectedRevision })
    const error = await rejection(
      store.client.appendToStream(stream, [...events, testEvent(9)], { expectedRevision }),
    )
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, actualVersion: 1n })
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  test('known ids with another expected revision are refused', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    const error = await rejection(store.client.appendToStream(stream, events, { expectedRevision: 0n }))
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
  })

  test('the same id in another stream is another event', async () => {
    const [one, other] = [freshStream(), freshStream()]
    const event = testEvent(1)
    await store.client.appendToStream(one, event)
    await store.client.appendToStream(other, event)
    expect(await collect(store.client.readStream(other))).toHaveLength(1)
  })
})

describe('under ANY an id is remembered only for a while', () => {
  testOfEmbeddedNode('more events than are remembered came since', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    await store.client.appendToStream(stream, event)
    await store.client.appendToStream(freshStream(), testEvents(rememberedIds))
    expect(await store.client.appendToStream(stream, event)).toMatchObject({ nextExpectedRevision: 1n })
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  testOfEmbeddedNode('the node was restarted since', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    await store.client.appendToStream(stream, event)
    await store.restart()
    await store.client.appendToStream(stream, event)
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })
})
