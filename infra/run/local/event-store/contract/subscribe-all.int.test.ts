import {
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Position,
  type ResolvedEvent,
  streamNameFilter,
} from '@eventstore/db-client'
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
  testEvent,
  testEvents,
  testOfEmbeddedNode,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await store.client.appendToStream(freshStream('before'), testEvents(10))
}, 30_000)
afterAll(() => store.stop())

describe('a subscription to $all', () => {
  test('from the start receives the events in the order of $all', async () => {
    const found = await collect(store.client.subscribeToAll({ filter: excludeSystemEvents() }), 10)
    expect(found).toHaveLength(10)
    const read = await collect(store.client.readAll({ maxCount: 1000 }))
    const all = read
      .filter(({ event }) => event?.streamId.startsWith('$') === false)
      .map(({ event }) => event?.id)
    expect(found.map(({ event }) => event?.id)).toEqual(all.slice(0, 10))
  })

  test('from the end receives only new events', async () => {
    const prefix = freshStream('end')
    await append(store, prefix, 3)
    const subscription = store.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [prefix] }),
    })
    const found = collect(subscription, 2)
    await confirmation(subscription)
    await append(store, prefix, 2, 3)
    expect(numbers(await found)).toEqual([3, 4])
  })

  test('from a position receives the events after it, also without a filter', async () => {
    const stream = freshStream()
    const position = await append(store, stream, 2)
    const subscription = store.client.subscribeToAll({ fromPosition: position })
    const found = collect(subscription, 2)
    await confirmation(subscription)
    await append(store, stream, 2, 2)
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
  ])('receives what matches %s', async (_case, filter, expected) => {
    const prefix = freshStream('filter')
    const write = async () => {
      for (const [n, name] of ['a', 'b', 'c'].entries()) await append(store, `${prefix}-${name}`, 2, n * 2)
      for (const n of [6, 7])
        await store.client.appendToStream(`typed-${prefix}`, { ...testEvent(n), type: prefix as 'Tested' })
    }
    await write()
    const subscription = store.client.subscribeToAll({ filter: filter(prefix) })
    const found = collect(subscription, expected.length * 2)
    await confirmation(subscription)
    await write()
    expect(numbers(await found)).toEqual([...expected, ...expected])
  })

  test('receives every event once while a client appends without pause, also when resumed', async () => {
    const prefix = freshStream('restless')
    const from = await append(store, prefix, 1)
    const appending = startAppending(store, prefix)
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
    await appending.stop()
    expect(again.map(({ event }) => event?.id)).toEqual(first.map(({ event }) => event?.id))
    for (const stream of consecutive(4).map((n) => `${prefix}-${n}`)) {
      const own = first.filter(({ event }) => event?.streamId === stream)
      expect(revisions(own)).toEqual(consecutive(own.length))
    }
  })

  test('reports how far it has searched while nothing matches', async () => {
    const prefix = freshStream('rare')
    const from = await append(store, freshStream(), 1)
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
    await confirmation(subscription)
    let last = from
    for (const n of consecutive(5)) last = await append(store, freshStream(), 10, n)
    await reached.promise
    await append(store, prefix, 1, 77)
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

  testOfEmbeddedNode('reports how far it has searched at every interval, however events arrive', async () => {
    const from = await append(store, freshStream(), 1)
    const checkpoints: number[] = []
    const enough = Promise.withResolvers<void>()
    const filter = streamNameFilter({
      prefixes: [freshStream('none')],
      maxSearchWindow: 20,
      checkpointReached: async (_subscription, { commit }) => {
        if (checkpoints.push(Number(commit - from.commit)) === 4) enough.resolve()
      },
    })
    for (const n of consecutive(2)) await append(store, freshStream(), 15, n)
    const subscription = store.client.subscribeToAll({ fromPosition: from, filter })
    const found = collect(subscription, 1)
    await confirmation(subscription)
    for (const n of consecutive(4)) await append(store, freshStream(), 15, n)
    await enough.promise
    expect(checkpoints).toEqual([20, 40, 60, 80])
    await subscription.unsubscribe()
    expect(await found).toEqual([])
  })

  test('sends every event in order to a slow reader, which does not delay appends', async () => {
    const stream = freshStream('slow')
    const subscription = store.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [stream] }),
    })
    await confirmation(subscription)
    subscription.pause()
    // More than the node keeps in memory as recent events, and more than the buffers on the way contain.
    for (const n of consecutive(40))
      await store.client.appendToStream(stream, testEvent(n, 'z'.repeat(500_000)))
    expect(numbers(await collect(subscription, 40))).toEqual(consecutive(40))
  }, 120_000)
})
