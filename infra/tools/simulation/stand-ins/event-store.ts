import { WrongExpectedVersionError } from '@eventstore/db-client'
import { type EventLocation, type ExpectedRevision, metastreamOf } from '../../../run/local/event-store/event.ts'
import { emptyHead, type Head } from '../../../run/local/event-store/storage/heads.ts'
import { firstVisibleRevision } from '../../../run/local/event-store/stream-metadata.ts'
import { decideBatch, idsNeeded } from '../../../run/local/event-store/writing/decide-batch.ts'

/** An event to append, as JSON texts. */
export type NewEvent = { id: string; type: string; data: string; metadata: string }
export type StoredEvent = NewEvent & EventLocation & { createdMs: number }

/**
 * An event store in memory. What an append does is decided by the code of the embedded node, which the tests
 * of the contract compare with EventStoreDB.
 */
export type EventStore = ReturnType<typeof createEventStore>

export const createEventStore = (nowMs: () => number) => {
  const all: StoredEvent[] = []
  const streams = new Map<string, StoredEvent[]>()
  const heads = new Map<string, Head>()
  const remembered = new Map<string, EventLocation>()
  const of = (stream: string): StoredEvent[] => streams.get(stream) ?? []

  /** Returns the revision of the last event. @throws WrongExpectedVersionError */
  const append = (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): number => {
    const proposed = events.map((event) => ({
      ...{ id: event.id, type: event.type, json: true, text: event },
      ...{ data: Buffer.from(stream.startsWith('$$') ? event.data : ''), metadata: new Uint8Array() },
    }))
    const request = { kind: 'append' as const, stream, expected, events: proposed, isAbandoned: () => false }
    const { events: written, changedHeads, outcomes } = decideBatch([request], {
      heads,
      stored: idsNeeded([request], heads).flatMap(({ stream: name, from, to }) => of(name).slice(from, to + 1)),
      remembered: (id) => remembered.get(id),
      lastPosition: all.length,
      nowMs: Math.floor(nowMs()),
    })
    const [outcome] = outcomes
    if (outcome?.kind === 'wrongExpectedRevision')
      throw new WrongExpectedVersionError(undefined as never, {
        streamName: stream,
        expected: typeof expected === 'bigint' ? expected : (expected as 'any'),
        current: outcome.current === undefined ? 'no_stream' : BigInt(outcome.current),
      })
    if (outcome?.kind !== 'written') throw new Error(`The append to ${stream} ended as ${outcome?.kind}`)
    for (const [name, head] of changedHeads) heads.set(name, head)
    for (const event of written) keep(event as typeof event & { text?: NewEvent })
    return outcome.revision ?? -1
  }

  const keep = ({ text, ...event }: Omit<StoredEvent, 'data' | 'metadata'> & { text?: NewEvent }): void => {
    const { stream, revision, position, createdMs, id, type } = event
    const { data = '{}', metadata = '{}' } = text ?? {}
    const stored = { id, type, data, metadata, stream, revision, position, createdMs }
    all.push(stored)
    streams.set(stream, [...of(stream), stored])
    remembered.set(id, stored)
  }

  return {
    append,
    /** The events of a stream that a reader sees, oldest first; undefined when it has none. */
    read: (stream: string): readonly StoredEvent[] | undefined => {
      const events = streams.get(stream)
      const { metadata, lastRevision } = heads.get(stream) ?? emptyHead
      return events?.slice(firstVisibleRevision(metadata, lastRevision))
    },
    /** All events in the order of their appends. The position of an event is its place, from 1 up. */
    all: all as readonly StoredEvent[],
    streamNames: (): string[] => [...streams.keys()],
    setMetadata: (stream: string, metadata: object): number =>
      append(metastreamOf(stream), 'any', [
        { id: crypto.randomUUID(), type: '$metadata', data: JSON.stringify(metadata), metadata: '{}' },
      ]),
    /** A store that starts anew does not remember the ids of appends with ANY. */
    restart: (): void => remembered.clear(),
  }
}
