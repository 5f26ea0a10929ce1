import { BACKWARDS, END, type Position, type ResolvedEvent, START } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFiltered } from './raw-client.ts'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  startTestStore,
  type TestStore,
  testEvent,
  testEvents,
} from './test-store.ts'

/** The store may be shared, so $all also contains events of other clients. */
const [one, other] = [freshStream('one'), freshStream('other')]
const ownEvents = (events: readonly ResolvedEvent[]) =>
  events.filter(({ event }) => event?.streamId === one || event?.streamId === other)

let store: TestStore
let positions: Position[]
beforeAll(async () => {
  store = await startTestStore()
  await store.client.appendToStream(freshStream(), testEvent(-1))
  positions = []
  for (const n of consecutive(10)) {
    const { position } = await store.client.appendToStream(n % 2 === 0 ? one : other, testEvent(n))
    if (position !== undefined) positions.push(position)
  }
}, 30_000)
afterAll(() => store.stop())

const at = (n: number): Position => positions[n] ?? { commit: 0n, prepare: 0n }

/** Reads at most 500 events, because the store may be large. */
const read = async (options: Parameters<TestStore['client']['readAll']>[0]) =>
  ownEvents(await collect(store.client.readAll({ maxCount: 500, ...options })))

describe('$all', () => {
  test('has the events in the order of commits, with growing positions', async () => {
    const events = await read({ fromPosition: at(0) })
    expect(numbers(events)).toEqual(consecutive(10))
    expect(events.map(({ event }) => event?.position)).toEqual(positions)
    for (const [n, { event }] of events.entries())
      expect((event?.position?.commit ?? 0n) > at(n - 1).commit).toBe(true)
  })

  test('read forwards from a position begins with the event at that position', async () => {
    expect(numbers(await read({ fromPosition: at(4) }))).toEqual(consecutive(6, 4))
  })

  test('read backwards from a position begins with the event before it', async () => {
    expect(numbers(await read({ direction: BACKWARDS, fromPosition: at(4) }))).toEqual([3, 2, 1, 0])
  })

  test('read backwards from the end begins with the last event', async () => {
    expect(numbers(await read({ direction: BACKWARDS, fromPosition: END }))).toEqual(
      consecutive(10).reverse(),
    )
  })

  test('returns at most the requested number of events', async () => {
    const first = await collect(store.client.readAll({ maxCount: 4 }))
    expect(first).toHaveLength(4)
    expect(
      await collect(store.client.readAll({ maxCount: 4, fromPosition: { commit: 0n, prepare: 0n } })),
    ).toEqual(first)
    expect(numbers(await read({ maxCount: 3, fromPosition: at(2) }))).toEqual([2, 3, 4])
    expect(numbers(await read({ maxCount: 3, direction: BACKWARDS, fromPosition: END }))).toEqual([9, 8, 7])
  })

  test('has nothing after the end and nothing before the start', async () => {
    expect(await collect(store.client.readAll({ fromPosition: END }))).toEqual([])
    expect(await collect(store.client.readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual([])
  })

  test('never shows a later event before an earlier one while many clients append', async () => {
    const from = await appendStartEvent()
    let writing = true
    const writers = consecutive(20).map(async (writer) => {
      const stream = freshStream(`order${writer}`)
      for (const n of consecutive(50)) await store.client.appendToStream(stream, testEvents(1 + (n % 3), n))
    })
    const written = Promise.all(writers).finally(() => {
      writing = false
    })
    let before: string[] = []
    while (writing) {
      const now = (await collect(store.client.readAll({ fromPosition: from }))).map(
        ({ event }) => event?.id ?? '',
      )
      expect(now.slice(0, before.length)).toEqual(before)
      before = now
    }
    await written
    expect(before.length).toBeGreaterThan(0)
  })
})

/** Appends an event and returns its position. */
const appendStartEvent = async (): Promise<Position> =>
  (await store.client.appendToStream(freshStream(), testEvent(0))).position ?? at(0)

describe('a filtered read of $all', () => {
  test.each([
    ['finds a stream prefix', { stream: { prefixes: [one.slice(0, 20)] } }, [0, 2, 4, 6, 8]],
    ['finds several stream prefixes', { stream: { prefixes: [one, other] } }, consecutive(10)],
    ['finds a regular expression on stream names', { stream: { regex: `^${other}$` } }, [1, 3, 5, 7, 9]],
    [
      'finds a regular expression with an option of .NET',
      { stream: { regex: `(?i)^${other.toUpperCase()}$` } },
      [1, 3, 5, 7, 9],
    ],
  ])('%s', async (_case, filter, expected) => {
    expect(await readFiltered(store.connectionString, { ...filter, backwards: false })).toEqual(expected)
    expect(await readFiltered(store.connectionString, { ...filter, backwards: true })).toEqual(
      [...expected].reverse(),
    )
  })

  test('finds an event type prefix', async () => {
    const type = freshStream('Type')
    await store.client.appendToStream(freshStream(), { ...testEvent(1), type: `${type}A` as 'Tested' })
    await store.client.appendToStream(freshStream(), { ...testEvent(2), type: `${type}B` as 'Tested' })
    expect(
      await readFiltered(store.connectionString, { type: { prefixes: [type] }, backwards: false }),
    ).toEqual([1, 2])
    expect(
      await readFiltered(store.connectionString, { type: { prefixes: [`${type}B`] }, backwards: false }),
    ).toEqual([2])
  })

  test('returns at most the requested number of events', async () => {
    const found = await readFiltered(store.connectionString, {
      stream: { prefixes: [one, other] },
      backwards: false,
      count: 3,
    })
    expect(found).toEqual([0, 1, 2])
  })
})
