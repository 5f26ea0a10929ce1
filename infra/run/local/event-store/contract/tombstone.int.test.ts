import {
  ANY,
  END,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { confirmation } from './subscription-steps.ts'
import {
  collect,
  createStream,
  freshStream,
  rejection,
  revisions,
  startTestStore,
  type TestStore,
  testEvent,
  testEvents,
  testOfEmbeddedNode,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

const credentials = { username: 'admin', password: 'changeit' }

/** Every way to use a stream. */
const uses: [string, (stream: string) => Promise<unknown>][] = [
  ['a read', (stream) => collect(store.client.readStream(stream))],
  [
    'a read backwards',
    (stream) => collect(store.client.readStream(stream, { direction: 'backwards', fromRevision: END })),
  ],
  ['a read of its metadata', (stream) => store.client.getStreamMetadata(stream)],
  [
    'an append (any)',
    (stream) => store.client.appendToStream(stream, testEvent(9), { expectedRevision: ANY }),
  ],
  [
    'an append (no_stream)',
    (stream) => store.client.appendToStream(stream, testEvent(9), { expectedRevision: NO_STREAM }),
  ],
  [
    'an append (revision)',
    (stream) => store.client.appendToStream(stream, testEvent(9), { expectedRevision: 1n }),
  ],
  [
    'an append (stream_exists)',
    (stream) => store.client.appendToStream(stream, testEvent(9), { expectedRevision: STREAM_EXISTS }),
  ],
  [
    'an append through the other protocol',
    (stream) => store.client.appendToStream(stream, testEvent(9), { credentials }),
  ],
  ['a change of its metadata', (stream) => store.client.setStreamMetadata(stream, { maxCount: 1 })],
  ['a soft delete', (stream) => store.client.deleteStream(stream)],
  ['a second tombstone', (stream) => store.client.tombstoneStream(stream)],
  ['a subscription', (stream) => collect(store.client.subscribeToStream(stream))],
]

describe('after a tombstone', () => {
  test.each(uses)('%s fails with StreamDeletedError', async (_case, use) => {
    const stream = await createStream(store, 2)
    const { position } = await store.client.tombstoneStream(stream)
    expect(position?.commit).toBeGreaterThan(0n)
    const error = await rejection(use(stream))
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect((error as StreamDeletedError).streamName).toContain(stream)
  })

  test('a repetition of an earlier append fails too', async () => {
    const stream = freshStream()
    const events = testEvents(2)
    await store.client.appendToStream(stream, events)
    await store.client.tombstoneStream(stream)
    expect(await rejection(store.client.appendToStream(stream, events))).toBeInstanceOf(StreamDeletedError)
  })

  test('$all has the events of the stream and, last, $streamDeleted with the highest revision', async () => {
    const stream = freshStream()
    const first = await store.client.appendToStream(stream, testEvents(2))
    const { position } = await store.client.tombstoneStream(stream)
    const all = await collect(
      store.client.readAll({ fromPosition: first.position ?? 'start', maxCount: 500 }),
    )
    const own = all.map(({ event }) => event).filter((event) => event?.streamId === stream)
    expect(own.at(-1)).toMatchObject({
      type: '$streamDeleted',
      revision: 2n ** 63n - 1n,
      position,
      isJson: false,
    })
    expect(own[0]?.type).toBe('Tested')
  })

  testOfEmbeddedNode('the stream stays deleted when the node is restarted', async () => {
    const stream = await createStream(store, 2)
    await store.client.tombstoneStream(stream)
    await store.restart()
    for (const [, use] of uses.slice(0, 4))
      expect(await rejection(use(stream))).toBeInstanceOf(StreamDeletedError)
  })
})

// The client sends stream_exists too, but its type lacks it.
describe('a tombstone', () => {
  test.each([
    ['no_stream, never written to', NO_STREAM, 0],
    ['any, never written to', ANY, 0],
    ['the last revision', 1n, 2],
    ['stream_exists', STREAM_EXISTS, 2],
  ] as const)('is accepted with expected revision %s', async (_case, expectedRevision, existing) => {
    const stream = freshStream()
    if (existing > 0) await store.client.appendToStream(stream, testEvents(existing))
    await store.client.tombstoneStream(stream, { expectedRevision: expectedRevision as never })
    expect(await rejection(collect(store.client.readStream(stream)))).toBeInstanceOf(StreamDeletedError)
  })

  test.each([
    ['no_stream', NO_STREAM, 2, -1n, 1n],
    ['an earlier revision', 0n, 2, 0n, 1n],
    ['a later revision', 5n, 2, 5n, 1n],
    ['a revision, never written to', 0n, 0, 0n, -1n],
    ['stream_exists, never written to', STREAM_EXISTS, 0, -4n, -1n],
  ] as const)(
    'is rejected with expected revision %s and changes nothing',
    async (_case, expectedRevision, existing, expectedVersion, actualVersion) => {
      const stream = freshStream()
      if (existing > 0) await store.client.appendToStream(stream, testEvents(existing))
      const error = await rejection(
        store.client.tombstoneStream(stream, { expectedRevision: expectedRevision as never }),
      )
      expect(error).toBeInstanceOf(WrongExpectedVersionError)
      expect(error).toMatchObject({ streamName: stream, expectedVersion, actualVersion })
      const read = collect(store.client.readStream(stream))
      if (existing > 0) expect(revisions(await read)).toEqual([0, 1])
      else expect(await rejection(read)).toBeInstanceOf(StreamNotFoundError)
    },
  )

  test('of a soft deleted stream makes the deletion final', async () => {
    const stream = await createStream(store, 2)
    await store.client.deleteStream(stream)
    await store.client.tombstoneStream(stream)
    expect(await rejection(store.client.appendToStream(stream, testEvent(1)))).toBeInstanceOf(
      StreamDeletedError,
    )
  })

  test('among appends in flight: those before it are stored and those after it fail', async () => {
    const stream = await createStream(store, 1)
    const results = await Promise.allSettled([
      store.client.appendToStream(stream, testEvent(1), { credentials }),
      store.client.tombstoneStream(stream),
      store.client.appendToStream(stream, testEvent(2), { credentials }),
    ])
    expect(results[1].status).toBe('fulfilled')
    expect(await rejection(store.client.appendToStream(stream, testEvent(3)))).toBeInstanceOf(
      StreamDeletedError,
    )
  })

  test('reaches a subscription as $streamDeleted, which then ends with StreamDeletedError', async () => {
    const stream = await createStream(store, 2)
    const subscription = store.client.subscribeToStream(stream, { fromRevision: END })
    const types: (string | undefined)[] = []
    subscription.on('data', ({ event }) => types.push(event?.type))
    const failed = new Promise((resolve) => subscription.on('error', resolve))
    await confirmation(subscription)
    await store.client.tombstoneStream(stream)
    expect(await failed).toBeInstanceOf(StreamDeletedError)
    expect(types).toEqual(['$streamDeleted'])
  })
})
