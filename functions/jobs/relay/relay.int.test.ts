import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { append } from '../../../infra/event-store/append.ts'
import type { NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { maxBatchBytes, recordBytes } from '../../../infra/kafka/topic.ts'
import { type Checkpoint, type EventPage, type RelayPosition, readEventPage } from './event-page.ts'
import { type RelayParts, relay } from './relay.ts'
import {
  appendEvents,
  parts,
  publishedRevisions,
  scavenge,
  streamOf,
  topic,
  useStores,
  writer,
} from './testing/stores.ts'

useStores()

describe('a relay publishes', () => {
  test('the events of invoices in order, and skips other streams', async () => {
    const [one, two] = [streamOf(), streamOf()]
    await appendEvents(one, 2)
    await appendEvents(`tenant-t${randomUUID()}`)
    await appendEvents(two)
    await appendEvents(one, 2, 2)
    await appendEvents(`numbers-acme_6.3_MAIN_${randomUUID()}`)
    expect(await relay(parts(), 'a')).toEqual({ outcome: 'done', published: 5 })
    expect(topic.map(({ key }) => key)).toEqual([one, one, two, one, one])
    expect(publishedRevisions(one)).toEqual([0, 1, 2, 3])
    expect(await relay(parts(), 'b')).toEqual({ outcome: 'done', published: 0 })
  })

  test('many events in pages with a limit of count and size', async () => {
    const stream = streamOf()
    await appendEvents(stream, 1201)
    const sizes: number[] = []
    const publish: RelayParts['publish'] = async (records) => void sizes.push(records.length)
    expect(await relay(parts({ publish }), 'a')).toEqual({ outcome: 'done', published: 1201 })
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1201)

    await appendEvents(streamOf(), 10)
    const before = await readCheckpoint()
    const page = await readEventPage({ checkpoint: before, published: before }, { events: 500, bytes: 1 })
    expect([page.records.length, page.atEnd]).toEqual([1, false])
  })

  test('pages that every topic takes as one batch, and a larger event alone', async () => {
    const stream = streamOf()
    const texts = [300_000, 300_000, 300_000, 300_000, 1_000_000, 10, 10].map((length) => 'x'.repeat(length))
    for (const [index, text] of texts.entries())
      await append(
        stream,
        [{ id: randomUUID(), type: 'Happened', data: { text }, metadata: { tenantId: 'acme' } }],
        index - 1,
      )
    const pages: NumberedRecord[][] = []
    const publish: RelayParts['publish'] = async (records) => void pages.push([...records])
    expect(await relay(parts({ publish }), 'a')).toEqual({ outcome: 'done', published: texts.length })
    const revisions = pages.map((page) => page.map(({ value }) => JSON.parse(value).revision))
    expect(revisions).toEqual([[0, 1, 2], [3], [4], [5, 6]])
    const sizes = pages.map((page) => page.reduce((sum, record) => sum + recordBytes(record), 0))
    expect(sizes.map((size) => size <= maxBatchBytes)).toEqual([true, true, false, true])
  })

  test('the same events again after a failure, which releases the lease and moves nothing', async () => {
    const stream = streamOf()
    await appendEvents(stream, 2)
    const failing = parts({ publish: () => Promise.reject(new Error('Kafka is down')) })
    await expect(relay(failing, 'a')).rejects.toThrow('Kafka is down')
    expect(await relay(parts(), 'b')).toMatchObject({ outcome: 'done', published: 2 })
    expect(publishedRevisions(stream)).toEqual([0, 1])
  })

  test('until its time is up, and its successor publishes the rest without a gap', async () => {
    const stream = streamOf()
    await appendEvents(stream, 1100)
    const outcomes = [
      await relay(parts({ isTimeUp: () => true }), 'a'),
      await relay(parts({ isTimeUp: () => true }), 'b'),
    ]
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unfinished', 'unfinished'])
    await relay(parts(), 'c')
    expect(publishedRevisions(stream)).toEqual(Array.from({ length: 1100 }, (_, index) => index))
  })
})

const readCheckpoint = async (): Promise<Checkpoint> => {
  const [row] = await writer()<{ commit: string; prepare: string }[]>`
    select checkpoint_commit as commit, checkpoint_prepare as prepare from finance.relay`
  return row && { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }
}

describe('a checkpoint that the store does not have', () => {
  /** As if the store had been restored to a state before what was published. */
  const moveBy = (bytes: number) => writer()`
    update finance.relay set
      checkpoint_commit = checkpoint_commit + ${bytes}, checkpoint_prepare = checkpoint_prepare + ${bytes},
      published_commit = published_commit + ${bytes}, published_prepare = published_prepare + ${bytes}`

  test('makes the relay fail, and the checkpoint does not move', async () => {
    await appendEvents(streamOf())
    await relay(parts(), 'a')
    const before = await readCheckpoint()
    await moveBy(1_000_000)
    await expect(relay(parts(), 'a')).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_IN_STORE' })
    await moveBy(-1_000_000)
    expect(await readCheckpoint()).toEqual(before)
    expect(await relay(parts(), 'b')).toMatchObject({ outcome: 'done' })
  })

  test('makes it fail also when the store has grown beyond it since', async () => {
    await appendEvents(streamOf(), 2)
    await relay(parts(), 'a')
    await scavenge(await readCheckpoint())
    await appendEvents(streamOf())
    topic.length = 0
    await expect(relay(parts(), 'b')).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_IN_STORE' })
    expect(topic).toEqual([])
    await writer()`
      update finance.relay set checkpoint_commit = 0, checkpoint_prepare = 0, published_commit = 0,
        published_prepare = 0`
  })

  test('because it was scavenged does not stop the relay, and no event is left out', async () => {
    const [before, after] = [streamOf(), streamOf()]
    await appendEvents(before)
    await appendEvents(`$stats-${randomUUID()}`)
    await relay(parts(), 'a')
    const checkpoint = await readCheckpoint()
    await scavenge(checkpoint)
    expect(await relay(parts(), 'b')).toMatchObject({ outcome: 'done', published: 0 })
    await appendEvents(after, 2)
    expect(await relay(parts(), 'c')).toMatchObject({ outcome: 'done', published: 2 })
    expect([publishedRevisions(before), publishedRevisions(after)]).toEqual([[0], [0, 1]])
  })
})

test('a poke without new events reads one page and publishes nothing', async () => {
  const read: EventPage[] = []
  const counting = async (from: RelayPosition) => {
    const page = await readEventPage(from)
    read.push(page)
    return page
  }
  await appendEvents(streamOf())
  await relay(parts(), 'a')
  topic.length = 0
  const before = await readCheckpoint()
  expect(await relay(parts({ readEventPage: counting }), 'b')).toEqual({ outcome: 'done', published: 0 })
  expect(read).toEqual([{ records: [], last: before, published: before, atEnd: true }])
  expect(topic).toEqual([])
  expect(await readCheckpoint()).toEqual(before)
})

test('a read that finds no event at all leaves the checkpoint where it is', async () => {
  await appendEvents(streamOf())
  await relay(parts(), 'a')
  const before = await readCheckpoint()
  const findNothing = async ({ published }: RelayPosition): Promise<EventPage> => ({
    ...{ records: [], last: undefined, published, atEnd: true },
  })
  expect(await relay(parts({ readEventPage: findNothing }), 'b')).toEqual({ outcome: 'done', published: 0 })
  expect(await readCheckpoint()).toEqual(before)
})
