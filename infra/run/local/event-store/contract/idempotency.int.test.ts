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

/** A low limit, so that a test can exceed it with few events. */
const rememberedIds = 20

let store: TestStore
beforeAll(async () => {
  store = await startTestStore({ rememberedIds })
}, 30_000)
afterAll(() => store.stop())

describe('an append with the same ids and the same expected revision returns the first result', () => {
  test.each([
    ['any', ANY],
    ['stream_exists', STREAM_EXISTS],
    ['a revision', 1n],
  ] as const)('with expected revision %s', async (_case, expectedRevision) => {
    const stream = freshStream()
    await store.client.appendToStream(stream, testEvents(2))
    const events = testEvents(3, 2)
    const first = await store.client.appendToStream(stream, events, { expectedRevision })
    expect(await store.client.appendToStream(stream, events, { expectedRevision })).toEqual(first)
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([0, 1, 2, 3, 4])
  })

  test('with no_stream, also after later appends', async () => {
    const stream = freshStream()
    const events = testEvents(3)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    await store.client.appendToStream(stream, testEvents(50, 3))
    expect(await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })).toEqual(first)
    expect(await collect(store.client.readStream(stream))).toHaveLength(53)
  })

  test('with only the first of the events', async () => {
    const stream = freshStream()
    const events = testEvents(3)
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    expect(
      await store.client.appendToStream(stream, events.slice(0, 1), { expectedRevision: NO_STREAM }),
    ).toMatchObject({
      nextExpectedRevision: 0n,
    })
  })

  test('through the other protocol', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    const first = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    const credentials = { username: 'admin', password: 'changeit' }
    expect(
      await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM, credentials }),
    ).toEqual(first)
  })

  test('among other appends in flight', async () => {
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
    for (const result of rest) expect(result).toEqual(first)
    await Promise.all([...others, ...moreOthers])
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  test('with other data, because only ids are compared', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    const first = await store.client.appendToStream(stream, event, { expectedRevision: NO_STREAM })
    const other = { ...event, data: { n: 2 } }
    expect(await store.client.appendToStream(stream, other, { expectedRevision: NO_STREAM })).toEqual(first)
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([1])
  })

  testOfEmbeddedNode('after a restart of the node', async () => {
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

describe('an append is not a repetition', () => {
  test.each([
    ['any', ANY],
    ['no_stream', NO_STREAM],
  ] as const)(
    'and is rejected when known ids are followed by a new one (%s)',
    async (_case, expectedRevision) => {
      const stream = freshStream()
      const events = testEvents(2)
      await store.client.appendToStream(stream, events, { expectedRevision })
      const error = await rejection(
        store.client.appendToStream(stream, [...events, testEvent(9)], { expectedRevision }),
      )
      expect(error).toBeInstanceOf(WrongExpectedVersionError)
      expect(error).toMatchObject({ streamName: stream, actualVersion: 1n })
      expect(await collect(store.client.readStream(stream))).toHaveLength(2)
    },
  )

  test('and is rejected when known ids have another expected revision', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })
    const error = await rejection(store.client.appendToStream(stream, events, { expectedRevision: 0n }))
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
  })

  test('when the same id is appended to another stream', async () => {
    const [one, other] = [freshStream(), freshStream()]
    const event = testEvent(1)
    await store.client.appendToStream(one, event)
    await store.client.appendToStream(other, event)
    expect(await collect(store.client.readStream(other))).toHaveLength(1)
  })
})

describe('under ANY an append with a known id is stored again', () => {
  testOfEmbeddedNode('after as many other events as ids are remembered', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    await store.client.appendToStream(stream, event)
    await store.client.appendToStream(freshStream(), testEvents(rememberedIds))
    expect(await store.client.appendToStream(stream, event)).toMatchObject({ nextExpectedRevision: 1n })
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  testOfEmbeddedNode('after a restart of the node', async () => {
    const stream = freshStream()
    const event = testEvent(1)
    await store.client.appendToStream(stream, event)
    await store.restart()
    await store.client.appendToStream(stream, event)
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })
})
