import { WrongExpectedVersionError } from '@eventstore/db-client'
import {
  type EventLocation,
  type ExpectedRevision,
  metastreamOf,
  type ProposedEvent,
  type RecordedEvent,
} from '../../../run/local/event-store/event.ts'
import { emptyHead, type Head } from '../../../run/local/event-store/storage/heads.ts'
import { firstVisibleRevision } from '../../../run/local/event-store/stream-metadata.ts'
import {
  type DecidedBatch,
  decideBatch,
  idsNeeded,
} from '../../../run/local/event-store/writing/decide-batch.ts'

/** An event to append, as JSON texts. */
export type NewEvent = { id: string; type: string; data: string; metadata: string }
export type StoredEvent = NewEvent & EventLocation & { createdMs: number }

/** The node knows data as bytes, and readers here want the texts. */
type WithText<Event> = Event & { text?: NewEvent }

/**
 * An event store in memory. What an append does is decided by the code of the embedded node, which the tests
 * of the contract compare with EventStoreDB.
 */
export class EventStore {
  readonly #nowMs: () => number
  readonly #all: StoredEvent[] = []
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #heads = new Map<string, Head>()
  readonly #remembered = new Map<string, EventLocation>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** All events in the order of their appends. The position of an event is its place, from 1 up. */
  get all(): readonly StoredEvent[] {
    return this.#all
  }

  streamNames(): string[] {
    return [...this.#streams.keys()]
  }

  /** The events of a stream that a reader sees, oldest first; undefined when it has none. */
  read(stream: string): readonly StoredEvent[] | undefined {
    const { metadata, lastRevision } = this.#heads.get(stream) ?? emptyHead
    return this.#streams.get(stream)?.slice(firstVisibleRevision(metadata, lastRevision))
  }

  /** Returns the revision of the last event. @throws WrongExpectedVersionError */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): number {
    const { events: written, changedHeads, outcomes } = this.#decide(stream, expected, events)
    const [outcome] = outcomes
    if (outcome?.kind === 'wrongExpectedRevision') throw wrongRevision(stream, expected, outcome.current)
    if (outcome?.kind !== 'written') throw new Error(`The append to ${stream} ended as ${outcome?.kind}`)
    for (const [name, head] of changedHeads) this.#heads.set(name, head)
    for (const event of written) this.#keep(event)
    return outcome.revision ?? -1
  }

  setMetadata(stream: string, metadata: object): number {
    const [id, type, data] = [crypto.randomUUID(), '$metadata', JSON.stringify(metadata)]
    return this.append(metastreamOf(stream), 'any', [{ id, type, data, metadata: '{}' }])
  }

  /** A store that starts anew does not remember the ids of appends with ANY. */
  restart(): void {
    this.#remembered.clear()
  }

  #decide(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): DecidedBatch {
    const proposed = events.map(
      (text): WithText<ProposedEvent> => ({
        ...{ id: text.id, type: text.type, json: true, text },
        // The node reads the data of metadata only.
        ...{ data: Buffer.from(stream.startsWith('$$') ? text.data : ''), metadata: new Uint8Array() },
      }),
    )
    const request = { kind: 'append' as const, stream, expected, events: proposed, isAbandoned: () => false }
    return decideBatch([request], {
      heads: this.#heads,
      stored: idsNeeded([request], this.#heads).flatMap(
        ({ stream: name, from, to }) => this.#streams.get(name)?.slice(from, to + 1) ?? [],
      ),
      remembered: (id) => this.#remembered.get(id),
      lastPosition: this.#all.length,
      nowMs: Math.floor(this.#nowMs()),
    })
  }

  #keep({ id, type, stream, revision, position, createdMs, text }: WithText<RecordedEvent>): void {
    const { data = '{}', metadata = '{}' } = text ?? {}
    const stored = { id, type, data, metadata, stream, revision, position, createdMs }
    this.#all.push(stored)
    this.#streams.set(stream, [...(this.#streams.get(stream) ?? []), stored])
    this.#remembered.set(id, stored)
  }
}

const wrongRevision = (
  streamName: string,
  expected: ExpectedRevision,
  current: number | undefined,
): WrongExpectedVersionError =>
  new WrongExpectedVersionError(undefined as never, {
    streamName,
    expected,
    current: current === undefined ? 'no_stream' : BigInt(current),
  })
