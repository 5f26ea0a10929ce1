import {
  type AllStreamSubscription,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Position,
  type ResolvedEvent,
  START,
  type StreamSubscription,
  streamNameFilter,
} from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  revisions,
  startTestStore,
  type TestStore,
  testEvent,
  testEvents,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await store.client.appendToStream(freshStream('before'), testEvents(10))
}, 30_000)
afterAll(() => store.stop())

/** Resolves when the server has fixed where the subscription begins. */
const confirmed = (subscription: StreamSubscription | AllStreamSubscription): Promise<void> =>
  new Promise((resolve, reject) => {
    subscription.on('confirmation', () => resolve())
    subscription.on('error', reject)
  })

const append = async (stream: string, count: number, from = 0): Promise<Position> => {
  const { position } = await store.client.appendToStream(stream, testEvents(count, from))
  return position ?? { commit: 0n, prepare: 0n }
}

/** Appends with a few in flight, each stream in its own order, until told to stop; answers how many. */
const restlessWriter = (prefix: string) => {
  let writing = true
  const writers = consecutive(4).map(async (writer) => {
    let n = 0
    while (writing) {
      const count = 1 + (n % 3)
      await store.client.appendToStream(`${prefix}-${writer}`, testEvents(count, n))
      n += count
    }
    return n
  })
  return {
    stop: async (): Promise<number> => {
      writing = false
      return (await Promise.all(writers)).reduce((sum, count) => sum + count, 0)
    },
  }
}

describe('to a stream', () => {
  test('from the start, then live', async () => {
    const stream = freshStream()
    await append(stream, 3)
    const subscription = store.client.subscribeToStream(stream, { fromRevision: START })
    const found = collect(subscription, 6)
    await confirmed(subscription)
    await append(stream, 3, 3)
    expect(numbers(await found)).toEqual(consecutive(6))
  })

  test('from the end only what comes', async () => {
    const stream = freshStream()
    await append(stream, 3)
    const subscription = store.client.subscribeToStream(stream, { fromRevision: END })
    const found = collect(subscription, 2)
    await confirmed(subscription)
    await append(stream, 2, 3)
    expect(numbers(await found)).toEqual([3, 4])
  })

  test('from a revision what is after it', async () => {
    const stream = freshStream()
    await append(stream, 5)
    expect(numbers(await collect(store.client.subscribeToStream(stream, { fromRevision: 1n }), 3))).toEqual([
      2, 3, 4,
    ])
  })

  test('that does not exist yet', async () => {
    const stream = freshStream()
    const subscription = store.client.subscribeToStream(stream)
    const found = collect(subscription, 2)
    await confirmed(subscription)
    await append(stream, 2)
    expect(numbers(await found)).toEqual([0, 1])
  })

  test('without gap or duplicate under a writer that never stops', async () => {
    const prefix = freshStream('busy')
    const writer = restlessWriter(prefix)
    for (const round of consecutive(5)) {
      const found = await collect(store.client.subscribeToStream(`${prefix}-0`), 100 + round * 50)
      expect(revisions(found)).toEqual(consecutive(100 + round * 50))
    }
    await writer.stop()
  })
})

describe('to $all', () => {
  test('from the start', async () => {
    const found = await collect(store.client.subscribeToAll({ filter: excludeSystemEvents() }), 10)
    expect(found).toHaveLength(10)
    const read = await collect(store.client.readAll({ maxCount: 1000 }))
    const all = read
      .filter(({ event }) => event?.streamId.startsWith('$') === false)
      .map(({ event }) => event?.id)
    expect(found.map(({ event }) => event?.id)).toEqual(all.slice(0, 10))
  })

  test('from the end only what comes', async () => {
    const prefix = freshStream('end')
    await append(prefix, 3)
    const subscription = store.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [prefix] }),
    })
    const found = collect(subscription, 2)
    await confirmed(subscription)
    await append(prefix, 2, 3)
    expect(numbers(await found)).toEqual([3, 4])
  })

  test('from a position what is after it, without a filter', async () => {
    const stream = freshStream()
    const position = await append(stream, 2)
    const subscription = store.client.subscribeToAll({ fromPosition: position })
    const found = collect(subscription, 2)
    await confirmed(subscription)
    await append(stream, 2, 2)
    const read = await found
    expect(read[0]?.event?.position?.commit).toBeGreaterThan(position.commit)
  })

  test.each([
    [
      'prefixes of stream names',
      (prefix: string) => streamNameFilter({ prefixes: [`${prefix}-a`, `${prefix}-b`] }),
      [0, 1, 2, 3],
    ],
    [
      'a regular expression on stream names',
      (prefix: string) => streamNameFilter({ regex: `^${prefix}-[bc]$` }),
      [2, 3, 4, 5],
    ],
    ['a prefix of event types', (prefix: string) => eventTypeFilter({ prefixes: [prefix] }), [6, 7]],
    [
      'a regular expression on event types',
      (prefix: string) => eventTypeFilter({ regex: `${prefix}$` }),
      [6, 7],
    ],
  ])('with %s', async (_case, filter, expected) => {
    const prefix = freshStream('filter')
    const write = async () => {
      for (const [n, name] of ['a', 'b', 'c'].entries()) await append(`${prefix}-${name}`, 2, n * 2)
      for (const n of [6, 7])
        await store.client.appendToStream(`typed-${prefix}`, { ...testEvent(n), type: prefix as 'Tested' })
    }
    await write()
    const subscription = store.client.subscribeToAll({ filter: filter(prefix) })
    const found = collect(subscription, expected.length * 2)
    await confirmed(subscription)
    await write()
    expect(numbers(await found)).toEqual([...expected, ...expected])
  })

  test('without gap or duplicate under a writer that never stops, from the start and from positions', async () => {
    const prefix = freshStream('restless')
    const from = await append(prefix, 1)
    const writer = restlessWriter(prefix)
    const filter = streamNameFilter({ prefixes: [`${prefix}-`] })
    const long = collect(store.client.subscribeToAll({ fromPosition: from, filter }), 1500)
    const again: ResolvedEvent[] = []
    let position = from
    while (again.length < 1500) {
      const some = await collect(store.client.subscribeToAll({ fromPosition: position, filter }), 300)
      again.push(...some)
      position = some.at(-1)?.event?.position ?? position
    }
    const first = await long
    await writer.stop()
    expect(again.map(({ event }) => event?.id)).toEqual(first.map(({ event }) => event?.id))
    for (const stream of consecutive(4).map((n) => `${prefix}-${n}`)) {
      const own = first.filter(({ event }) => event?.streamId === stream)
      expect(revisions(own)).toEqual(consecutive(own.length))
    }
  })

  test('tells how far it has looked when nothing matches', async () => {
    const prefix = freshStream('rare')
    const from = await append(freshStream(), 1)
    const checkpoints: Position[] = []
    const reached = Promise.withResolvers<void>()
    const filter = streamNameFilter({
      prefixes: [prefix],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: async (_subscription, position) => {
        if (checkpoints.push(position) === 2) reached.resolve()
      },
    })
    const subscription = store.client.subscribeToAll({ fromPosition: from, filter })
    const found = collect(subscription, 1)
    await confirmed(subscription)
    let last = from
    for (const n of consecutive(5)) last = await append(freshStream(), 10, n)
    await reached.promise
    await append(prefix, 1, 77)
    expect(numbers(await found)).toEqual([77])
    for (const { commit } of checkpoints.slice(0, 2)) {
      expect(commit).toBeGreaterThan(from.commit)
      expect(commit).toBeLessThanOrEqual(last.commit)
    }
    const [resumed] = await collect(
      store.client.subscribeToAll({ fromPosition: checkpoints[1] ?? from, filter }),
      1,
    )
    expect(resumed?.event?.streamId).toBe(prefix)
  })

  test('a slow reader gets everything in order and holds nobody up', async () => {
    const stream = freshStream('slow')
    const subscription = store.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [stream] }),
    })
    await confirmed(subscription)
    subscription.pause()
    // More than the node keeps of the recent events, and more than lies in the buffers between.
    for (const n of consecutive(40))
      await store.client.appendToStream(stream, testEvent(n, 'z'.repeat(500_000)))
    expect(numbers(await collect(subscription, 40))).toEqual(consecutive(40))
  }, 20_000)
})
