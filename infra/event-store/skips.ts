import { append, type NewEvent } from './append.ts'
import { RevisionConflict } from './errors.ts'
import { readRecorded } from './read-recorded.ts'
import type { Skipped, StoredEvent } from './stored-event.ts'
import { skipStream } from './stream-names.ts'

/** An event that is passed over, and why. */
export type SkipRecord = { stream: string; revision: number; skipped: Skipped }

/** A stored skip that this code cannot read. A guess could bring an event back that was skipped. */
export class SkipUnreadable extends Error {
  readonly code = 'EVENT_DATA_INVALID'

  constructor({ stream, revision }: Pick<StoredEvent, 'stream' | 'revision'>) {
    super(`${stream}@${revision} is not a skip that this code can read`)
    this.name = 'SkipUnreadable'
  }
}

/** What names an event in the sets of skips. */
export const eventName = ({ stream, revision }: { stream: string; revision: number }): string =>
  `${stream}@${revision}`

/**
 * A process uses the skips that it has read for so long. Almost no tenant has any, so a load would cost one
 * more read for nothing. Skipped events are those that stopped a stream: a process that does not know a new
 * skip yet fails on its event as before, for these seconds.
 */
const freshMs = 10_000
const maxTenants = 2_000

/** Skips by the names of their events. */
export type Skips = ReadonlyMap<string, SkipRecord>

type Known = { names: ReadonlySet<string>; records: Skips }
const cache = new Map<string, { readAtMs: number; known: Promise<Known> }>()

/**
 * The skipped events of a tenant, as `${stream}@${revision}`; at most ten seconds old.
 * @throws EventStoreUnavailable when they cannot be read
 * @throws SkipUnreadable when one was stored in a form that this code does not know
 */
export const readSkips = async (tenantId: string): Promise<ReadonlySet<string>> =>
  (await readKnown(tenantId)).names

/** The skipped events of a tenant by their names, with reasons. Throws as `readSkips`. */
export const readSkipRecords = async (tenantId: string): Promise<Skips> => (await readKnown(tenantId)).records

/** Has the next read of the skips of a tenant go to the store, because another process has recorded one. */
export const forgetSkips = (tenantId: string): void => void cache.delete(tenantId)

/**
 * Lambda freezes a process between invocations, so the age is taken from the clock of the machine. A failed
 * read is not kept.
 */
const readKnown = (tenantId: string): Promise<Known> => {
  const now = Date.now()
  const cached = cache.get(tenantId)
  if (cached && Math.abs(now - cached.readAtMs) < freshMs) return cached.known
  const entry = { readAtMs: now, known: readAll(tenantId) }
  cache.delete(tenantId)
  cache.set(tenantId, entry)
  const [oldest] = cache.keys()
  if (cache.size > maxTenants && oldest !== undefined) cache.delete(oldest)
  entry.known.catch(() => cache.get(tenantId) === entry && cache.delete(tenantId))
  return entry.known
}

const readAll = async (tenantId: string): Promise<Known> => {
  const stored = await readRecorded(skipStream(tenantId))
  const records = new Map(stored.map(skipIn).map((skip) => [eventName(skip), skip]))
  return { names: new Set(records.keys()), records }
}

/** The metadata of the version is not looked at: a later version that has these fields means the same. */
const skipIn = (stored: Pick<StoredEvent, 'stream' | 'revision' | 'type' | 'data'>): SkipRecord => {
  const { stream, revision, reason, by, at } = (stored.data ?? {}) as Record<string, unknown>
  if (stored.type !== 'EventSkipped' || typeof stream !== 'string' || !Number.isSafeInteger(revision))
    throw new SkipUnreadable(stored)
  return {
    stream,
    revision: Number(revision),
    skipped: { reason: String(reason), by: String(by), at: String(at) },
  }
}

/** The event with the skip that stands for it, if there is one. */
export const withSkip = (event: StoredEvent, skips: Skips): StoredEvent => {
  const skip = skips.get(eventName(event))
  return skip ? { ...event, skipped: skip.skipped } : event
}

const maxAttempts = 5

/**
 * Records skips, given as the EventSkipped events to store, in one append. Safe to repeat: an event that is
 * skipped already keeps its first skip. Returns the skips that are new.
 * @throws EventStoreUnavailable when the outcome remains unknown
 * @throws RevisionConflict when others keep recording skips of the tenant meanwhile
 * @throws SkipUnreadable when an event is not a skip
 */
export const recordSkips = async (tenantId: string, events: readonly NewEvent[]): Promise<SkipRecord[]> => {
  const stream = skipStream(tenantId)
  const asked = events.map((event) => ({ event, skip: skipIn({ ...event, stream, revision: -1 }) }))
  for (let attempt = 1; ; attempt++) {
    const stored = await readRecorded(stream)
    const known = new Set(stored.map(skipIn).map(eventName))
    const added = asked.filter(({ skip }) => !known.has(eventName(skip)))
    if (added.length === 0) return []
    const news = added.map(({ event }) => event)
    try {
      await append(stream, news, stored.at(-1)?.revision ?? -1)
      return added.map(({ skip }) => skip)
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === maxAttempts) throw error
    } finally {
      forgetSkips(tenantId)
    }
  }
}
