import type { Sql } from 'postgres'
import { ConnectionError, StoreUnavailable } from './store-failure.ts'

/** One connection in one caller's hands, for a transaction or a lock. */
export type Held = {
  sql: Sql
  /** True from the moment the connection is gone (what was begun on it was rolled back by the server) or given back. */
  lost: boolean
  /** The first query that failed: a transaction with one cannot be committed. */
  failure: unknown
}

/** A driver of one connection; `opened` in milliseconds. */
type Single = { sql: Sql; opened: number; holder: Held | undefined }

export type HeldConnections = {
  /** @throws StoreUnavailable when none became free in time, and after the end */
  take: () => Promise<Held>
  give: (held: Held) => void
  /** Whoever still waits is refused at once. */
  end: (options: { timeout: number }) => Promise<unknown>
}

/** One backend grows with every tenant's tables that it has seen (147 MB after 1,000): each ends some day. */
type Limits = { max: number; lifetimeMs: number; patienceMs: number }

/**
 * A pool whose connections are drivers of one connection each, thrown away when it is lost. With the pool of postgres 3.4.9 a
 * lost connection ends the whole process where a transaction asks anything more of it, its own rollback included (a TypeError
 * in a timer, which nobody can catch), gives its last error to the first query of its successor, and may never write again.
 */
export const heldConnections = (
  open: (onclose: () => void) => Sql,
  { max, lifetimeMs, patienceMs }: Limits,
): HeldConnections => {
  const all = new Set<Single>()
  const idle: Single[] = []
  const waiting = queue(patienceMs)
  let over = false

  const opened = (): Single => {
    const onclose = () => {
      if (single.holder !== undefined) single.holder.lost = true
    }
    const single: Single = { sql: open(onclose), opened: Date.now(), holder: undefined }
    all.add(single)
    return single
  }
  const hand = (single: Single): Held => {
    single.holder = { sql: single.sql, lost: false, failure: undefined }
    return single.holder
  }
  const discard = (single: Single): void => {
    all.delete(single)
    single.sql.end({ timeout: 0 }).catch(() => undefined)
  }

  return {
    take: async () => {
      if (over) throw ended()
      const single = idle.pop() ?? (all.size < max ? opened() : undefined)
      return single === undefined ? waiting.join() : hand(single)
    },
    give: (held) => {
      const single = [...all].find(({ holder }) => holder === held)
      if (single === undefined) return
      single.holder = undefined
      const worn = held.lost || Date.now() - single.opened > lifetimeMs
      // A late query of this holder must not reach the next one's transaction, which may be another tenant's.
      held.lost = true
      if (worn) discard(single)
      const next = waiting.next()
      if (next !== undefined) next(hand(worn ? opened() : single))
      else if (!worn) idle.push(single)
    },
    end: (options) => {
      over = true
      waiting.refuse()
      return Promise.all([...all].map(({ sql }) => sql.end(options)))
    },
  }
}

/** Those who wait for a connection, in the order of their coming, none for longer than his patience. */
const queue = (patienceMs: number) => {
  const waiting = new Set<PromiseWithResolvers<Held>>()
  return {
    join: (): Promise<Held> => {
      const one = Promise.withResolvers<Held>()
      waiting.add(one)
      const late = setTimeout(() => waiting.delete(one) && one.reject(noneFree(patienceMs)), patienceMs)
      return one.promise.finally(() => clearTimeout(late))
    },
    next: (): ((held: Held) => void) | undefined => {
      const [first] = waiting
      if (first !== undefined) waiting.delete(first)
      return first?.resolve
    },
    refuse: (): void => {
      for (const { reject } of waiting) reject(ended())
      waiting.clear()
    },
  }
}

const noneFree = (milliseconds: number) =>
  new StoreUnavailable(
    new ConnectionError('CONNECT_TIMEOUT', `No connection became free within ${milliseconds} ms`),
  )

const ended = () => new StoreUnavailable(new ConnectionError('CONNECTION_ENDED', 'The pool was closed'))
