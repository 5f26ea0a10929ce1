import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { append } from '../../infra/event-store/append.ts'
import { closeEventStore } from '../../infra/event-store/client.ts'
import type { TopicRecord } from '../../infra/lambda/runtime.ts'
import { type EventStoreNode, startNode } from '../../infra/local/eventstore/node.ts'
import { type TestDatabase, testDatabase } from '../../infra/local/postgres/test-database.ts'
import { connect, type Sql } from '../../infra/postgres/connect.ts'
import { type Checkpoint, readPage } from './checkpoint.ts'
import { moveOn, poke } from './lease.ts'
import { type Relay, relay } from './relay.ts'

let database: TestDatabase
let node: EventStoreNode
let sql: Sql
let topic: TopicRecord[] = []

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
  sql = connect(database.writer)
}, 60_000)

afterAll(async () => {
  await closeEventStore()
  await node.stop()
  await database.drop()
}, 30_000)

/** Each test goes on from the end of `$all`, with nobody at work and an empty topic. */
beforeEach(async () => {
  await sql`update finance.relay set holder = null, lease_until = null`
  await relay(parts(), randomUUID())
  topic = []
})

const parts = (over: Partial<Relay> = {}): Relay => ({
  sql,
  readPage,
  publish: async (records) => void topic.push(...records),
  timeIsUp: () => false,
  ...over,
})

const streamOf = (name = randomUUID()) => `invoice-acme_${name}`

const appended = async (stream: string, count = 1, from = 0): Promise<void> => {
  const events = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    type: 'Happened',
    data: { revision: from + index },
    metadata: { tenantId: 'acme', schemaVersion: 1 },
  }))
  await append(stream, events, from - 1)
}

const seen = (stream: string): number[] => topic.filter(({ key }) => key === stream).map(({ value }) => JSON.parse(value).revision)

const lease = async () => {
  const taken = await poke(sql, randomUUID())
  if ('busyForMs' in taken) throw new Error('The lease is not free')
  return taken
}

const kill = () => sql`update finance.relay set lease_until = now() - interval '1 second'`

const waiting = async (until: () => boolean | Promise<boolean>) => {
  while (!(await until())) await new Promise((resolve) => setImmediate(resolve))
}

describe('what is published', () => {
  test('events of invoices in their order; other streams are passed over for good', async () => {
    const [one, two] = [streamOf(), streamOf()]
    await appended(one, 2)
    await appended(`tenant-t${randomUUID()}`)
    await appended(two)
    await appended(one, 2, 2)
    await appended(`numbers-acme_6.3_${randomUUID()}`)
    expect(await relay(parts(), 'a')).toEqual({ outcome: 'done', published: 5 })
    expect(topic.map(({ key }) => key)).toEqual([one, one, two, one, one])
    expect(seen(one)).toEqual([0, 1, 2, 3])
    expect(await relay(parts(), 'b')).toEqual({ outcome: 'done', published: 0 })
  })

  test('many events go in pages bounded by count, and by size', async () => {
    const stream = streamOf()
    await appended(stream, 1201)
    const sizes: number[] = []
    const publish = async (records: TopicRecord[]) => void sizes.push(records.length)
    expect(await relay(parts({ publish }), 'a')).toEqual({ outcome: 'done', published: 1201 })
    expect(sizes.every((size) => size <= 500)).toBe(true)

    await appended(streamOf(), 10)
    const before = await checkpoint()
    const page = await readPage(before, { events: 500, bytes: 1 })
    expect([page.records.length, page.atEnd]).toEqual([1, false])
  })

  test('a failure lets the lease go and moves nothing: the next one publishes the same again', async () => {
    const stream = streamOf()
    await appended(stream, 2)
    const failing = parts({ publish: () => Promise.reject(new Error('Kafka is down')) })
    await expect(relay(failing, 'a')).rejects.toThrow('Kafka is down')
    expect(await relay(parts(), 'b')).toMatchObject({ outcome: 'done', published: 2 })
    expect(seen(stream)).toEqual([0, 1])
  })

  test('a relay whose time is up leaves the rest to its successor, without a gap', async () => {
    const stream = streamOf()
    await appended(stream, 1100)
    const outcomes = [await relay(parts({ timeIsUp: () => true }), 'a'), await relay(parts({ timeIsUp: () => true }), 'b')]
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unfinished', 'unfinished'])
    await relay(parts(), 'c')
    expect(seen(stream)).toEqual(Array.from({ length: 1100 }, (_, index) => index))
  })
})

const checkpoint = async (): Promise<Checkpoint> => {
  const [row] = await sql<{ commit: string; prepare: string }[]>`
    select checkpoint_commit as commit, checkpoint_prepare as prepare from finance.relay`
  return row && { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }
}

describe('one relay at a time', () => {
  test('a second one returns at once and says how long the first may still take', async () => {
    await lease()
    const outcome = await relay(parts(), 'second')
    expect(outcome).toMatchObject({ outcome: 'busy', busyForMs: expect.any(Number) })
  })

  test('an event whose poke meets a busy relay is published by that relay', async () => {
    const [first, late] = [streamOf(), streamOf()]
    await appended(first)
    let poked: unknown
    const busy = parts({
      publish: async (records) => {
        topic.push(...records)
        if (poked) return
        await appended(late)
        poked = await relay(parts(), 'poke')
      },
    })
    expect(await relay(busy, 'holder')).toEqual({ outcome: 'done', published: 2 })
    expect(poked).toMatchObject({ outcome: 'busy' })
    expect(seen(late)).toEqual([0])
  })

  test('no poke is ever lost: after its poke has returned and all relays rest, every event is on the topic', async () => {
    for (let round = 0; round < 30; round++) {
      const streams = Array.from({ length: 8 }, () => streamOf())
      await Promise.all(
        streams.map(async (stream) => {
          await appended(stream)
          await relay(parts(), randomUUID())
        }),
      )
      expect(streams.map((stream) => [stream, seen(stream)])).toEqual(streams.map((stream) => [stream, [0]]))
    }
  }, 60_000)

  test('after a killed holder the next one goes on from the checkpoint, and repeats what was published behind it', async () => {
    const stream = streamOf()
    await appended(stream, 2)
    await lease().then(async ({ checkpoint: place }) => topic.push(...(await readPage(place)).records))
    await appended(stream, 1, 2)
    expect(await relay(parts(), 'early')).toMatchObject({ outcome: 'busy' })
    await kill()
    expect(await relay(parts(), 'late')).toEqual({ outcome: 'done', published: 3 })
    expect(seen(stream)).toEqual([0, 1, 0, 1, 2])
  })

  test('one that was replaced while it published cannot move the checkpoint, and stops', async () => {
    const stream = streamOf()
    await appended(stream, 2)
    const slow = parts({
      publish: async (records) => {
        await kill()
        await relay(parts(), 'successor')
        await appended(stream, 1, 2)
        topic.push(...records)
      },
    })
    const moved = relay(slow, 'slow')
    expect(await moved).toEqual({ outcome: 'lost', published: 2 })
    await relay(parts(), 'next')
    expect(seen(stream)).toEqual([0, 1, 0, 1, 2])
  })

  test('a holder that comes back after its successor has let go is fenced out too', async () => {
    const old = await lease()
    await kill()
    await relay(parts(), 'successor')
    await appended(streamOf())
    expect(await moveOn(sql, { ...old, checkpoint: undefined }, true)).toBe('lost')
    expect(await relay(parts(), 'next')).toMatchObject({ published: 1 })
  })

  test('the lease is renewed while a page takes long', async () => {
    await appended(streamOf())
    const until = async () => (await sql<{ until: string }[]>`select lease_until as until from finance.relay`)[0]?.until ?? ''
    const slow = parts({
      publish: async () => {
        const before = await until()
        await waiting(async () => (await until()) > before)
      },
    })
    expect(await relay(slow, 'slow')).toMatchObject({ outcome: 'done' })
  }, 15_000)
})

describe('a checkpoint that the store does not have', () => {
  test('beyond the end of a restored store it is reported, and nothing moves', async () => {
    const before = await checkpoint()
    await sql`update finance.relay set checkpoint_commit = checkpoint_commit + 1000000, checkpoint_prepare = checkpoint_prepare + 1000000`
    await expect(relay(parts(), 'a')).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_IN_STORE' })
    await sql`update finance.relay set checkpoint_commit = ${String(before?.commit)}, checkpoint_prepare = ${String(before?.prepare)}`
    expect(await relay(parts(), 'b')).toMatchObject({ outcome: 'done' })
  })
})

test('an idle poke is cheap', async () => {
  await relay(parts(), randomUUID())
  const times: number[] = []
  for (let count = 0; count < 50; count++) {
    const start = performance.now()
    await relay(parts(), randomUUID())
    times.push(performance.now() - start)
  }
  const median = times.sort((one, other) => one - other)[25] ?? 0
  process.stderr.write(`idle poke p50 ${median.toFixed(2)} ms, max ${times.at(-1)?.toFixed(2)}\n`)
  expect(median).toBeLessThan(50)
})
