import { BACKWARDS, binaryEvent, END, type ResolvedEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { confirmation } from './subscription-steps.ts'
import {
  collect,
  createStream,
  freshStream,
  numbers,
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

/** A link, as linkTo of a projection writes it. */
const linkTo = (text: string) => binaryEvent({ type: '$>', data: Buffer.from(text) })

const readLinks = (stream: string) => collect(store.client.readStream(stream, { resolveLinkTos: true }))

/** Appends links to the events of the streams, in turn; returns the stream of links. */
const createLinks = async (...targets: string[]): Promise<string> => {
  const stream = freshStream('links')
  await store.client.appendToStream(stream, targets.map(linkTo))
  return stream
}

describe('a link', () => {
  test('is resolved only when the reader asks for it', async () => {
    const target = await createStream(store, 3)
    const links = await createLinks(`2@${target}`, `0@${target}`)
    const plain = await collect(store.client.readStream(links))
    expect(plain.map(({ event, link }) => [event?.type, link])).toEqual([
      ['$>', undefined],
      ['$>', undefined],
    ])
    const resolved = await readLinks(links)
    expect(numbers(resolved)).toEqual([2, 0])
    const [original] = await collect(store.client.readStream(target, { fromRevision: 2n, maxCount: 1 }))
    expect(resolved[0]?.event).toEqual(original?.event)
    expect(resolved[0]?.link).toEqual(plain[0]?.event)
    const backwards = await collect(
      store.client.readStream(links, { direction: BACKWARDS, fromRevision: END, resolveLinkTos: true }),
    )
    expect(numbers(backwards)).toEqual([0, 2])
  })

  test('is resolved among other events of its stream', async () => {
    const target = await createStream(store, 3)
    const stream = freshStream()
    await store.client.appendToStream(stream, [testEvent(7), linkTo(`1@${target}`), testEvent(8)])
    const events = await readLinks(stream)
    expect(numbers(events)).toEqual([7, 1, 8])
    expect(events.map(({ link }) => link?.revision)).toEqual([undefined, 1n, undefined])
  })

  test.each([
    ['an event beyond the end', async () => `9@${await createStream(store, 2)}`],
    ['a stream that does not exist', async () => `0@${freshStream()}`],
    ['a stream with no name', async () => '0@'],
    ['no stream', async () => '0'],
    ['a name with U+0000', async () => '0@a\0b'],
    [
      'a truncated event',
      async () => {
        const target = await createStream(store, 5)
        await store.client.setStreamMetadata(target, { truncateBefore: 3 })
        return `2@${target}`
      },
    ],
    [
      'a soft deleted stream',
      async () => {
        const target = await createStream(store, 2)
        await store.client.deleteStream(target)
        return `0@${target}`
      },
    ],
    [
      'a stream with a tombstone',
      async () => {
        const target = await createStream(store, 2)
        await store.client.tombstoneStream(target)
        return `0@${target}`
      },
    ],
  ])('to %s has no event', async (_case, createTarget) => {
    const links = await createLinks(await createTarget())
    const [read] = await readLinks(links)
    expect(read?.event).toBeUndefined()
    expect(read?.link).toMatchObject({ type: '$>', streamId: links, revision: 0n })
  })

  test('whose revision is not a number is an ordinary event', async () => {
    const links = await createLinks(`x@${freshStream()}`)
    const [read] = await readLinks(links)
    expect(read?.event).toMatchObject({ type: '$>', streamId: links })
    expect(read?.link).toBeUndefined()
  })

  test('to a link is resolved once', async () => {
    const target = await createStream(store, 1)
    const inner = await createLinks(`0@${target}`)
    const [read] = await readLinks(await createLinks(`0@${inner}`))
    expect(read?.event).toMatchObject({ type: '$>', streamId: inner })
  })

  test('is resolved in $all, which has the position of the link', async () => {
    const target = await createStream(store, 1)
    const links = freshStream('links')
    const { position } = await store.client.appendToStream(links, linkTo(`0@${target}`))
    const events = await collect(
      store.client.readAll({ fromPosition: position ?? 'start', maxCount: 1, resolveLinkTos: true }),
    )
    expect(events[0]).toMatchObject({
      event: { streamId: target },
      link: { streamId: links },
      commitPosition: position?.commit,
    })
  })

  test('is resolved in subscriptions, stored and new ones', async () => {
    const target = freshStream()
    const { position } = await store.client.appendToStream(target, testEvents(3))
    const links = await createLinks(`0@${target}`, `1@${target}`)
    const toStream = store.client.subscribeToStream(links, { resolveLinkTos: true })
    const toAll = store.client.subscribeToAll({ fromPosition: position ?? 'start', resolveLinkTos: true })
    const found = collect(toStream, 3)
    const inAll = collectLinked(toAll, links, 3)
    await Promise.all([confirmation(toStream), confirmation(toAll)])
    await store.client.appendToStream(links, linkTo(`2@${target}`))
    expect(numbers(await found)).toEqual([0, 1, 2])
    expect(numbers(await inAll)).toEqual([0, 1, 2])
  })

  test('300 links to large events are resolved in order', async () => {
    const target = freshStream()
    for (const n of [0, 1, 2]) await store.client.appendToStream(target, testEvent(n, 'x'.repeat(300_000)))
    const links = await createLinks(...Array.from({ length: 300 }, (_, n) => `${n % 3}@${target}`))
    expect(numbers(await readLinks(links))).toEqual(Array.from({ length: 300 }, (_, n) => n % 3))
  }, 120_000)
})

/** The store may be shared, so $all also contains events of other clients. */
const collectLinked = async (
  events: AsyncIterable<ResolvedEvent>,
  links: string,
  count: number,
): Promise<ResolvedEvent[]> => {
  const found: ResolvedEvent[] = []
  for await (const event of events) if (event.link?.streamId === links && found.push(event) === count) break
  return found
}
