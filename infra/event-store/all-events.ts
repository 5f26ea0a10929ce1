import { setTimeout as pause } from 'node:timers/promises'
import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  type EventStoreDBClient,
  END as streamEnd,
  START as streamStart,
} from '@eventstore/db-client'
import { callStore } from './client.ts'
import { EventStoreUnavailable } from './errors.ts'
import { receiveEvents } from './receive-events.ts'

/** A place in `$all`. It says nothing in another store. */
export type Position = { commit: bigint; prepare: bigint }

export type AllEvent = AllStreamRecordedEvent

/** `bytes` is what the value takes in memory, about. */
export type Converted<Value> = { value: Value; bytes: number }

/** Undefined leaves the event out. */
export type Convert<Value> = (event: AllEvent) => Converted<Value> | undefined

/** The values of one read, and the position of the last event that it saw, converted or not. */
export type AllPage<Value> = { values: Value[]; last: Position }

type Read<Value> = { values: Value[]; last: Position | undefined }

/** A page ends at the first limit that it reaches. */
const pageLimits = { events: 500, bytes: 4 * 1024 * 1024 }

/** A node that restarts, or a cluster that elects another leader, is back within this time: about 40 s. */
const pausesMs = [200, 800, 3_000, 10_000, 25_000]

/** Returns the position of the last event of `$all`; undefined when there is none. */
export const readHead = async (): Promise<Position | undefined> => (await readLastOfAll())?.position

/** Returns the last event of `$all`; undefined when there is none. */
export const readLastOfAll = (): Promise<AllEvent | undefined> =>
  patiently(() =>
    callStore('reading the end of $all', '$all', async (client) => {
      const reading = client.readAll({ direction: BACKWARDS, fromPosition: streamEnd, maxCount: 1 })
      for await (const { event } of receiveEvents(reading)) return event
      return undefined
    }),
  )

/**
 * Yields the events of `$all` in their order, page by page, from the first one, or from the one after the
 * position `from`, up to the one at `head`, also when others are appended meanwhile, and when a scavenge has
 * removed the one at `head`. It needs the memory of one page.
 * @throws EventStoreUnavailable when the store does not respond for about 40 s, or ends before `head`
 */
export async function* readAllPages<Value>(
  head: Position,
  convert: Convert<Value>,
  from?: Position,
): AsyncGenerator<AllPage<Value>> {
  let after = from
  while (!after || isBefore(after, head)) {
    const range = { from: after, head }
    const { values, last } = await patiently(async () => {
      const page = await callStore('reading $all', '$all', (client) => readPage(client, range, convert))
      // Another node of the cluster may not have these events yet.
      if (!page.last) throw new EventStoreUnavailable('reading $all up to its end', undefined)
      return { ...page, last: page.last }
    })
    after = last
    yield { values, last }
  }
}

type Range = { from: Position | undefined; head: Position }

const readPage = async <Value>(
  client: EventStoreDBClient,
  { from, head }: Range,
  convert: Convert<Value>,
): Promise<Read<Value>> => {
  const page: Read<Value> = { values: [], last: undefined }
  // A read from a position includes the event at that position.
  const maxCount = pageLimits.events + (from ? 1 : 0)
  const reading = client.readAll({ fromPosition: from ?? streamStart, maxCount })
  let bytes = 0
  for await (const { event } of receiveEvents(reading)) {
    if (!event?.position || (from && !isBefore(from, event.position))) continue
    if (isBefore(head, event.position)) {
      // All up to the head was read, also where a scavenge has removed the event at the head.
      page.last = head
      break
    }
    page.last = event.position
    const converted = convert(event)
    if (!converted) continue
    page.values.push(converted.value)
    bytes += converted.bytes
    if (bytes >= pageLimits.bytes) break
  }
  return page
}

const isBefore = (one: Position, other: Position): boolean =>
  one.commit === other.commit ? one.prepare < other.prepare : one.commit < other.commit

/** Repeats a call while the store does not respond. Use it where nobody waits for the answer. */
export const patiently = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  for (const pauseMs of pausesMs) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error
      await pause(pauseMs)
    }
  }
  return call()
}
