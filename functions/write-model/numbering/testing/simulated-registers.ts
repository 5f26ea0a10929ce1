import type { NewEvent } from '../../../../infra/event-store/append.ts'
import { EventStoreUnavailable, RevisionConflict } from '../../../../infra/event-store/errors.ts'
import type { StoredEvent } from '../../../../infra/event-store/stored-event.ts'

/** What becomes of a call: it is answered, or it is lost before or after the store has served it. */
export type Fate = 'answered' | 'lost before' | 'lost after'

/** Decides when a call reaches the store, and when its response arrives. */
export type Pass = (step: string) => Promise<unknown>

/**
 * Registers in memory, in which a test decides the order of all calls and which of them are lost. They serve
 * the part of the event store that numbering uses.
 */
export const simulatedRegisters = (pass: Pass, nextFate: () => Fate) => {
  const streams = new Map<string, StoredEvent[]>()
  const eventsOf = (stream: string): StoredEvent[] => streams.get(stream) ?? []

  const call = async <Value>(action: string, serve: () => Value): Promise<Value> => {
    const fate = nextFate()
    await pass(`${action} arrives`)
    if (fate === 'lost before') throw new EventStoreUnavailable(action, 'lost')
    const value = serve()
    await pass(`${action} is answered`)
    if (fate === 'lost after') throw new EventStoreUnavailable(action, 'lost')
    return value
  }

  const append = (stream: string, events: readonly NewEvent[], expected: number): Promise<number> =>
    call(`appending to ${stream}`, () => {
      const before = eventsOf(stream)
      if (before.length - 1 !== expected) throw new RevisionConflict(stream, before.length - 1, 'simulated')
      const created = '2026-01-01T00:00:00.000Z'
      const added = events.map((event, index) => ({
        ...event,
        stream,
        revision: before.length + index,
        created,
      }))
      streams.set(stream, [...before, ...added])
      return before.length + events.length - 1
    })

  const readStream = (stream: string, { from = 0 }: { from?: number } = {}): Promise<StoredEvent[]> =>
    call(`reading ${stream}`, () => eventsOf(stream).filter(({ revision }) => revision >= from))

  const readLast = (stream: string): Promise<StoredEvent | undefined> =>
    call(`reading the end of ${stream}`, () => eventsOf(stream).at(-1))

  return { streams, append, readStream, readLast }
}
