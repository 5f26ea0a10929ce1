import {
  ANY,
  type AppendExpectedRevision,
  binaryEvent,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
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
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

/** The client uses Append for a call with its own credentials, and BatchAppend for every other. */
const protocols = [
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
] as const

describe.each(protocols)('%s', (_name, options) => {
  const append = (stream: string, count: number, expectedRevision: AppendExpectedRevision = ANY) =>
    store.client.appendToStream(stream, testEvents(count), { ...options, expectedRevision })

  test('an event is read back as it was appended', async () => {
    const stream = freshStream()
    const event = jsonEvent({
      type: 'Sold',
      data: { name: 'সিমেন্ট', price: '500.00' },
      metadata: { by: 'রহিম' },
    })
    const before = Date.now()
    const result = await store.client.appendToStream(stream, event, options)
    const [read] = await collect(store.client.readStream(stream))
    expect(read?.event).toMatchObject({
      id: event.id,
      streamId: stream,
      revision: 0n,
      type: 'Sold',
      data: event.data,
      metadata: event.metadata,
      isJson: true,
      position: result.position,
    })
    expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n })
    expect(Math.abs((read?.event?.created.getTime() ?? 0) - before)).toBeLessThan(60_000)
  })

  test('binary data is read back as it was appended', async () => {
    const stream = freshStream()
    const event = binaryEvent({
      type: 'Bytes',
      data: Uint8Array.from(consecutive(256)),
      metadata: Uint8Array.from([0, 255, 1]),
    })
    await store.client.appendToStream(stream, event, options)
    const [read] = await collect(store.client.readStream(stream))
    expect(Buffer.from(read?.event?.data as Uint8Array)).toEqual(Buffer.from(consecutive(256)))
    expect(Buffer.from(read?.event?.metadata as Uint8Array)).toEqual(Buffer.from([0, 255, 1]))
    expect(read?.event?.isJson).toBe(false)
  })

  test('several events keep their order', async () => {
    const stream = freshStream()
    expect(await append(stream, 3)).toMatchObject({ nextExpectedRevision: 2n })
    expect(await append(stream, 2)).toMatchObject({ nextExpectedRevision: 4n })
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual([0, 1, 2, 0, 1])
  })

  test.each([
    ['any', ANY, 0],
    ['any', ANY, 2],
    ['no_stream', NO_STREAM, 0],
    ['stream_exists', STREAM_EXISTS, 1],
    ['the revision of the last event', 2n, 3],
  ] as const)(
    'expected revision %s (%s) is accepted on a stream of %d events',
    async (_case, expected, existing) => {
      const stream = freshStream()
      if (existing > 0) await append(stream, existing)
      expect(await append(stream, 1, expected)).toMatchObject({
        success: true,
        nextExpectedRevision: BigInt(existing),
      })
    },
  )

  test.each([
    ['no_stream', NO_STREAM, 2, 1n],
    ['stream_exists', STREAM_EXISTS, 0, 'no_stream'],
    ['a later revision', 5n, 2, 1n],
    ['an earlier revision', 0n, 3, 2n],
    ['a revision', 0n, 0, 'no_stream'],
  ] as const)(
    'expected revision %s (%s) is rejected on a stream of %d events',
    async (_case, expected, existing, actual) => {
      const stream = freshStream()
      if (existing > 0) await append(stream, existing)
      const error = await rejection(append(stream, 1, expected))
      expect(error).toBeInstanceOf(WrongExpectedVersionError)
      expect(error).toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: expected,
        actualVersion: actual,
      })
      if (existing > 0) expect(await collect(store.client.readStream(stream))).toHaveLength(existing)
    },
  )

  test('one of several appends with the same expected revision succeeds', async () => {
    const stream = freshStream()
    const results = await Promise.allSettled(consecutive(10).map(() => append(stream, 2, NO_STREAM)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })

  test('an event of 1 MB is stored whole', async () => {
    const stream = freshStream()
    await store.client.appendToStream(stream, testEvent(1, 'x'.repeat(1_000_000)), options)
    const [read] = await collect(store.client.readStream(stream))
    expect(read?.event?.data).toMatchObject({ pad: 'x'.repeat(1_000_000) })
  })

  test('5,000 events fit in one append', async () => {
    const stream = freshStream()
    expect(await append(stream, 5000)).toMatchObject({ nextExpectedRevision: 4999n })
    expect(numbers(await collect(store.client.readStream(stream)))).toEqual(consecutive(5000))
  })

  test('an append over the size limit is rejected and nothing of it is stored', async () => {
    const stream = freshStream()
    const events = consecutive(3).map((n) => testEvent(n, 'x'.repeat(400_000)))
    const error = await rejection(store.client.appendToStream(stream, events, options))
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError)
    expect(error).toMatchObject({ maxAppendSize: 1024 * 1024 })
    expect(await append(stream, 1, NO_STREAM)).toMatchObject({ nextExpectedRevision: 0n })
  })
})

test('an append that arrives in several messages is one append', async () => {
  const stream = freshStream()
  await store.client.appendToStream(stream, testEvents(500), {
    batchAppendSize: 2000,
    expectedRevision: NO_STREAM,
  })
  expect(numbers(await collect(store.client.readStream(stream)))).toEqual(consecutive(500))
})

test('an append whose deadline has passed is not written', async () => {
  const stream = freshStream()
  expect(
    await rejection(store.client.appendToStream(stream, testEvent(1), { deadline: -5000 })),
  ).toMatchObject({
    type: 'deadline-exceeded',
  })
  expect(
    await store.client.appendToStream(stream, testEvent(2), { expectedRevision: NO_STREAM }),
  ).toMatchObject({ nextExpectedRevision: 0n })
})
