import { setTimeout as pause } from 'node:timers/promises'
import { baseOf, type Place, type RecordedEvent } from '../event.ts'
import { messageOf, unavailable } from '../node-error.ts'
import type { Database } from '../storage/connect.ts'
import type { Head } from '../storage/heads.ts'
import type { WriterSession } from '../storage/writer-session.ts'
import { type Batch, decideBatch, idsNeeded } from './batch.ts'
import { type BoundedMap, boundedMap } from './bounded-map.ts'
import { keepWriterSession } from './connection.ts'
import { type Waiting, writeQueue } from './queue.ts'
import type { WriteOutcome, WriteRequest } from './request.ts'

const headsKept = 20_000
const stopPatience = 2000

export type WriterOptions = {
  database: Database
  /** How many event ids are remembered to recognise a repeated append with expected revision ANY. */
  rememberedIds: number
  log: (line: string) => void
  /** Called after the commit and before the answers. */
  committed: (events: readonly RecordedEvent[]) => void
  /** Called when what is stored may be ahead of what was committed here, with the last position there is. */
  reopened: (lastPosition: number) => void
}

export type Writer = {
  /** Answers when the request is committed or refused; rejects with UNAVAILABLE when that is not known. */
  write(request: WriteRequest): Promise<WriteOutcome>
  /** Resolves when the queue has room; a caller that can stop reading from its client waits for it. */
  room(): Promise<void>
  /** The state of a stream that has no metadata stream prefix, when it is at hand. */
  head(stream: string): Head | undefined
  close(): Promise<void>
}

/** What the writer knows without asking PostgreSQL. Only its own commits change the streams, so it stays true. */
type Memory = { heads: BoundedMap<string, Head>; remembered: BoundedMap<string, Place>; lastPosition: number }

/**
 * The only writer of a database. All that waits when a commit ends goes into the next one: one fsync for many appends, and
 * positions are given in the order of commits, so nobody sees a later event before an earlier one.
 */
export const startWriter = async (options: WriterOptions): Promise<Writer> => {
  const memory: Memory = {
    heads: boundedMap(headsKept),
    remembered: boundedMap(options.rememberedIds),
    lastPosition: 0,
  }
  const queue = writeQueue()
  const connection = await keepWriterSession(options.database, options.log, (session) => {
    memory.lastPosition = session.lastPosition
    memory.heads.clear()
    options.reopened(session.lastPosition)
  })
  let running: Promise<void> | undefined
  let closed = false

  const commit = async (portion: Waiting[]): Promise<void> => {
    const { session } = connection
    try {
      if (session === undefined) throw new Error('the node has no connection to PostgreSQL')
      const outcomes = await committed(portion, session, memory, options.committed)
      for (const [index, { resolve }] of portion.entries()) resolve(outcomes[index] ?? { kind: 'abandoned' })
    } catch (error) {
      if (session !== undefined) connection.broken(session, messageOf(error))
      const failure = unavailable(`The append may not have been stored: ${messageOf(error)}`, error)
      for (const { reject } of portion) reject(failure)
    }
  }

  const run = async (): Promise<void> => {
    while (!queue.empty) await commit(queue.take())
    running = undefined
  }

  return {
    write: (request) => {
      if (closed) return Promise.reject(unavailable('the node is stopping'))
      const outcome = queue.add(request)
      // On the next turn, so that everything that arrived in this one shares its commit.
      running ??= new Promise<void>((begin) => setImmediate(begin)).then(run)
      return outcome
    },
    room: queue.room,
    head: memory.heads.get,
    close: async () => {
      closed = true
      // A PostgreSQL that hangs must not keep the node from stopping; what it was asked to write was not acknowledged.
      await Promise.race([running, pause(stopPatience, undefined, { ref: false })])
      await connection.close()
    },
  }
}

const committed = async (
  portion: Waiting[],
  session: WriterSession,
  memory: Memory,
  tell: WriterOptions['committed'],
): Promise<WriteOutcome[]> => {
  const requests = portion.map(({ request }) => request)
  const batch = await decided(requests, session, memory)
  if (batch.events.length === 0) return batch.outcomes
  await session.insert(batch.events)
  for (const [stream, head] of batch.heads) memory.heads.set(stream, head)
  for (const { id, stream, revision, position } of batch.events)
    memory.remembered.set(id, { stream, revision, position })
  memory.lastPosition += batch.events.length
  tell(batch.events)
  return batch.outcomes
}

/** Costs one statement when a stream is not at hand, and one when an expected revision is behind its stream. */
const decided = async (requests: WriteRequest[], session: WriterSession, memory: Memory): Promise<Batch> => {
  const heads = await headsOf(requests, session, memory)
  const ranges = idsNeeded(requests, heads)
  const stored = ranges.length > 0 ? await session.ids(ranges) : []
  return decideBatch(requests, {
    heads,
    stored,
    remembered: memory.remembered.get,
    lastPosition: memory.lastPosition,
    now: Date.now(),
  })
}

const headsOf = async (
  requests: WriteRequest[],
  session: WriterSession,
  memory: Memory,
): Promise<Map<string, Head>> => {
  const heads = new Map<string, Head>()
  const missing = new Set<string>()
  for (const stream of requests.map((request) => baseOf(request.stream))) {
    const head = memory.heads.get(stream)
    if (head === undefined) missing.add(stream)
    else heads.set(stream, head)
  }
  if (missing.size === 0) return heads
  for (const [stream, head] of await session.heads([...missing])) {
    heads.set(stream, head)
    memory.heads.set(stream, head)
  }
  return heads
}
