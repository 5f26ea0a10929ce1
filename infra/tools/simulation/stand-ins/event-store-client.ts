import {
  type AppendToStreamOptions,
  type EventData,
  StreamNotFoundError,
  UnavailableError,
} from '@eventstore/db-client'
import type { ServiceError } from '@grpc/grpc-js'
import type { ExpectedRevision } from '../../../run/local/event-store/event.ts'
import { requireActor } from '../world/actor.ts'
import { storeOf } from '../world/stores.ts'
import type { Actor, Step } from '../world/world.ts'
import type { StoredEvent } from './event-store.ts'

type ReadStreamOptions = { direction?: string; fromRevision?: unknown; maxCount?: number | bigint }
type ReadAllOptions = { fromPosition?: unknown; maxCount?: number | bigint }

/**
 * Takes the place of the client of EventStoreDB (`infra/event-store/connection.ts` imports it), with the
 * methods that the pipeline uses. Each call is a step of the world.
 */
export class EventStoreDBClient {
  static connectionString(_address: unknown): EventStoreDBClient {
    return new EventStoreDBClient()
  }

  callArguments(): unknown {
    return undefined
  }

  async dispose(): Promise<void> {}

  async appendToStream(stream: string, events: EventData | EventData[], options: AppendToStreamOptions = {}) {
    const list = [events].flat().map(({ id, type, data, metadata }) => ({
      ...{ id: id ?? crypto.randomUUID(), type },
      ...{ data: JSON.stringify(data), metadata: JSON.stringify(metadata ?? {}) },
    }))
    const expected = (options.expectedRevision ?? 'any') as ExpectedRevision
    const what = `append ${list.map(({ type }) => type).join('+')} to ${shortName(stream)} at ${expected}`
    const revision = await call('append', what, (actor) => storeOf(actor).append(stream, expected, list))
    return { success: true, nextExpectedRevision: BigInt(revision), position: undefined }
  }

  async setStreamMetadata(stream: string, { maxCount }: { maxCount?: number }) {
    await call('append', `limit ${stream}`, (actor) =>
      storeOf(actor).setMetadata(stream, { $maxCount: maxCount }),
    )
    return { success: true }
  }

  readStream(stream: string, { direction, fromRevision, maxCount }: ReadStreamOptions = {}) {
    return reading(`read ${shortName(stream)}`, (actor) => {
      const events = storeOf(actor).read(stream)
      if (!events) throw new StreamNotFoundError(undefined as never, stream)
      const found =
        direction === 'backwards'
          ? events.toReversed()
          : events.filter(({ revision }) => typeof fromRevision !== 'bigint' || revision >= fromRevision)
      return found.slice(0, Number(maxCount ?? found.length))
    })
  }

  readAll({ fromPosition, maxCount }: ReadAllOptions = {}) {
    return reading('read $all', (actor) => {
      const from = typeof fromPosition === 'object' ? Number((fromPosition as { commit: bigint }).commit) : 1
      const { all } = storeOf(actor)
      return all.slice(from - 1, from - 1 + Number(maxCount ?? all.length))
    })
  }
}

/** The answer of the client while the store cannot be reached. */
const unreachable = (): Error =>
  new UnavailableError({ code: 14, details: 'simulated', message: 'simulated' } as ServiceError)

const call = <Value>(kind: Step['kind'], what: string, perform: (actor: Actor) => Value): Promise<Value> =>
  new Promise((resolve, reject) => {
    const actor = requireActor()
    let outcome: () => void = () => undefined
    actor.world.queue({
      ...{ kind, what, actor },
      perform: () => {
        try {
          const value = perform(actor)
          outcome = () => resolve(value)
        } catch (error) {
          outcome = () => reject(error)
        }
      },
      deliver: () => outcome(),
      fail: reject,
      unavailable: unreachable,
    })
  })

/** What the code uses of a StreamingRead: its events in order, and an end. */
const reading = (what: string, read: (actor: Actor) => readonly StoredEvent[]) => ({
  once: () => undefined,
  destroy: () => undefined,
  async *[Symbol.asyncIterator]() {
    for (const event of await call('read', what, read)) yield { event: recorded(event) }
  },
})

const recorded = ({ id, type, stream, revision, position, createdMs, data, metadata }: StoredEvent) => ({
  ...{ id, type, streamId: stream, revision: BigInt(revision), created: new Date(createdMs), isJson: true },
  position: { commit: BigInt(position), prepare: BigInt(position) },
  data: JSON.parse(data),
  metadata: JSON.parse(metadata),
})

/** Ids of invoices and receipts are long, and their beginnings tell them apart. */
export const shortName = (stream: string): string => stream.replace(/_([0-9a-f]{6})[0-9a-f-]{30}$/, '_$1')
