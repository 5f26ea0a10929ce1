import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { readPage } from './checkpoint.ts'
import { moveOn, poke } from './lease.ts'
import { relay } from './relay.ts'
import { appended, parts, seen, streamOf, topic, useStores, writer } from './testing/stores.ts'

useStores()

const lease = async () => {
  const taken = await poke(writer(), randomUUID())
  if ('busyForMs' in taken) throw new Error('The lease is not free')
  return taken
}

const kill = () => writer()`update finance.relay set lease_until = now() - interval '1 second'`

const waiting = async (until: () => Promise<boolean>) => {
  while (!(await until())) await new Promise((resolve) => setImmediate(resolve))
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
    expect(await moveOn(writer(), { ...old, checkpoint: undefined }, true)).toBe('lost')
    expect(await relay(parts(), 'next')).toMatchObject({ published: 1 })
  })

  test('the lease is renewed while a page takes long', async () => {
    await appended(streamOf())
    const until = async () =>
      (await writer()<{ until: string }[]>`select lease_until as until from finance.relay`)[0]?.until ?? ''
    const slow = parts({
      publish: async () => {
        const before = await until()
        await waiting(async () => (await until()) > before)
      },
    })
    expect(await relay(slow, 'slow')).toMatchObject({ outcome: 'done' })
  }, 15_000)
})
