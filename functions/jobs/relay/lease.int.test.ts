import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { readEventPage } from './event-page.ts'
import { moveCheckpoint, poke, releaseLease } from './lease.ts'
import { relay } from './relay.ts'
import {
  appendEvents,
  parts,
  publishedRevisions,
  streamOf,
  topic,
  useStores,
  writer,
} from './testing/stores.ts'

useStores()

const takeLease = async (holder: string = randomUUID()) => {
  const lease = await poke(writer(), holder)
  if ('busyForMs' in lease) throw new Error('The lease is not free')
  return lease
}

const endLease = () => writer()`update finance.relay set lease_until = now() - interval '1 second'`

const waitFor = async (condition: () => Promise<boolean>) => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

describe('one relay at a time', () => {
  test('a second relay returns at once, with the remaining time of the lease of the first', async () => {
    await takeLease()
    const outcome = await relay(parts(), 'second')
    expect(outcome).toMatchObject({ outcome: 'busy', busyForMs: expect.any(Number) })
  })

  test('an event whose poke finds a busy relay is published by that relay', async () => {
    const [first, late] = [streamOf(), streamOf()]
    await appendEvents(first)
    let poked: unknown
    const busy = parts({
      publish: async (records) => {
        topic.push(...records)
        if (poked) return
        await appendEvents(late)
        poked = await relay(parts(), 'poke')
      },
    })
    expect(await relay(busy, 'holder')).toEqual({ outcome: 'done', published: 2 })
    expect(poked).toMatchObject({ outcome: 'busy' })
    expect(publishedRevisions(late)).toEqual([0])
  })

  test('no poke is lost: when all pokes have returned, every event is on the topic', async () => {
    for (let round = 0; round < 30; round++) {
      const streams = Array.from({ length: 8 }, () => streamOf())
      await Promise.all(
        streams.map(async (stream) => {
          await appendEvents(stream)
          await relay(parts(), randomUUID())
        }),
      )
      expect(streams.map((stream) => [stream, publishedRevisions(stream)])).toEqual(
        streams.map((stream) => [stream, [0]]),
      )
    }
  }, 60_000)

  test('the relay after a killed one begins at the checkpoint and repeats what followed it', async () => {
    const stream = streamOf()
    await appendEvents(stream, 2)
    const lease = await takeLease()
    topic.push(...(await readEventPage(lease)).records)
    await appendEvents(stream, 1, 2)
    expect(await relay(parts(), 'early')).toMatchObject({ outcome: 'busy' })
    await endLease()
    expect(await relay(parts(), 'late')).toEqual({ outcome: 'done', published: 3 })
    expect(publishedRevisions(stream)).toEqual([0, 1, 0, 1, 2])
  })

  test('a relay that was replaced while it published cannot move the checkpoint, and stops', async () => {
    const stream = streamOf()
    await appendEvents(stream, 2)
    const slow = parts({
      publish: async (records) => {
        await endLease()
        await relay(parts(), 'successor')
        await appendEvents(stream, 1, 2)
        topic.push(...records)
      },
    })
    expect(await relay(slow, 'slow')).toEqual({ outcome: 'lost', published: 2 })
    await relay(parts(), 'next')
    expect(publishedRevisions(stream)).toEqual([0, 1, 0, 1, 2])
  })

  test('a former holder cannot move the checkpoint after its successor has released the lease', async () => {
    const old = await takeLease()
    await endLease()
    await relay(parts(), 'successor')
    await appendEvents(streamOf())
    expect(await moveCheckpoint(writer(), { ...old, checkpoint: undefined }, true)).toBe('lost')
    expect(await relay(parts(), 'next')).toMatchObject({ published: 1 })
  })

  test('a lease that has ended neither moves the checkpoint nor ends a later one of its holder', async () => {
    const old = await takeLease('same')
    await endLease()
    const later = await takeLease('same')
    expect(await moveCheckpoint(writer(), old, true)).toBe('lost')
    await releaseLease(writer(), old)
    expect(await moveCheckpoint(writer(), later, true)).toBe('released')
  })

  test('the lease is renewed while a page is published', async () => {
    await appendEvents(streamOf())
    const readLeaseEnd = async () =>
      (await writer()<{ until: string }[]>`select lease_until as until from finance.relay`)[0]?.until ?? ''
    const slow = parts({
      publish: async () => {
        const before = await readLeaseEnd()
        await waitFor(async () => (await readLeaseEnd()) > before)
      },
    })
    expect(await relay(slow, 'slow')).toMatchObject({ outcome: 'done' })
  }, 15_000)
})
