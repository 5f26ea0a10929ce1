import { setTimeout as pause } from 'node:timers/promises'
import { baseStreamOf, type EventLocation, type RecordedEvent } from '../event.ts'
import { messageOf, unavailable } from '../node-error.ts'
import type { Database } from '../storage/connect.ts'
import type { Head } from '../storage/heads.ts'
import type { WriterSession } from '../storage/writer-session.ts'
import { type BoundedMap, boundedMap } from './bounded-map.ts'
import { type DecidedBatch, decideBatch, idsNeeded } from './decide-batch.ts'
import { type QueuedWrite, writeQueue } from './write-queue.ts'
import type { WriteOutcome, WriteRequest } from './write-request.ts'
import { keepWriterSession } from './writer-connection.ts'

const maxHeads = 20_000
const stopTimeoutMs = 2000

export type WriterOptions = {
  database: Database
  /** How many event ids are remembered to recognise a repeated append with expected revision ANY. */
  rememberedIds: number
  log: (line: string) => void
  /** Called after a commit and before its clients get their responses. */
  onCommitted: (events: readonly RecordedEvent[]) => void
  /**
   * Called with the last stored position when events may be stored for which `onCommitted` was not called.
   */
  onReopened: (lastPosition: number) => void
}

export type Writer = {
  /**
   * Resolves when the request is committed or rejected; rejects with UNAVAILABLE when the outcome is unknown.
   */
  write(request: WriteRequest): Promise<WriteOutcome>
  /** Resolves when the queue has room. A caller that can stop reading from its client waits for it. */
  waitForRoom(): Promise<void>
  /** The head of a stream (not of a metadata stream), when it is in memory. */
  knownHead(stream: string): Head | undefined
  close(): Promise<void>
}

/** What the writer has in memory. It stays correct because only the writer changes the streams. */
type Memory = {
  heads: BoundedMap<string, Head>
  remembered: BoundedMap<string, EventLocation>
  lastPosition: number
}

/**
 * Starts the only writer of a database. All requests that are waiting when a commit ends share the next one:
 * one fsync for many appends. Positions are assigned in the order of commits, so no reader gets a later event
 * before an earlier one.
 */
export const startWriter = async (options: WriterOptions): Promise<Writer> => {
  const memory: Memory = {
    heads: boundedMap(maxHeads),
    remembered: boundedMap(options.rememberedIds),
    lastPosition: 0,
  }
  const queue = writeQueue()
  const connection = await keepWriterSession(options.database, options.log, (session) => {
    memory.lastPosition = session.lastPosition
    memory.heads.clear()
    options.onReopened(session.lastPosition)
  })
  let running: Promise<void> | undefined
  let closed = false

  const commit = async (portion: QueuedWrite[]): Promise<void> => {
    const { session } = connection
    try {
      if (session === undefined) throw new Error('the node has no connection to PostgreSQL')
      const outcomes = await commitPortion(portion, session, memory, options.onCommitted)
      for (const [index, { resolve }] of portion.entries()) resolve(outcomes[index] ?? { kind: 'abandoned' })
    } catch (error) {
      if (session !== undefined) connection.replace(session, messageOf(error))
      const failure = unavailable(`The append may not have been stored: ${messageOf(error)}`, error)
      for (const { reject } of portion) reject(failure)
    }
  }

  const run = async (): Promise<void> => {
    while (!queue.isEmpty) await commit(queue.dequeue())
    running = undefined
  }

  return {
    write: (request) => {
      if (closed) return Promise.reject(unavailable('the node is stopping'))
      const outcome = queue.add(request)
      // Starts on the next turn of the event loop, so that all requests of this turn share a commit.
      running ??= new Promise<void>((begin) => setImmediate(begin)).then(run)
      return outcome
    },
    waitForRoom: queue.waitForRoom,
    knownHead: memory.heads.get,
    close: async () => {
      closed = true
      // The node can stop while PostgreSQL hangs: requests that still wait were never acknowledged.
      await Promise.race([running, pause(stopTimeoutMs, undefined, { ref: false })])
      await connection.close()
    },
  }
}

const commitPortion = async (
  portion: QueuedWrite[],
  session: WriterSession,
  memory: Memory,
  onCommitted: WriterOptions['onCommitted'],
): Promise<WriteOutcome[]> => {
  const requests = portion.map(({ request }) => request)
  const batch = await decideRequests(requests, session, memory)
  if (batch.events.length === 0) return batch.outcomes
  await session.insert(batch.events)
  for (const [stream, head] of batch.changedHeads) memory.heads.set(stream, head)
  for (const { id, stream, revision, position } of batch.events)
    memory.remembered.set(id, { stream, revision, position })
  memory.lastPosition += batch.events.length
  onCommitted(batch.events)
  return batch.outcomes
}

/**
 * Costs one query when a head is not in memory, and one when an expected revision is no longer the last of
 * its stream.
 */
const decideRequests = async (
  requests: WriteRequest[],
  session: WriterSession,
  memory: Memory,
): Promise<DecidedBatch> => {
  const heads = await loadMissingHeads(requests, session, memory)
  const ranges = idsNeeded(requests, heads)
  const stored = ranges.length > 0 ? await session.loadStoredIds(ranges) : []
  return decideBatch(requests, {
    heads,
    stored,
    remembered: memory.remembered.get,
    lastPosition: memory.lastPosition,
    nowMs: Date.now(),
  })
}

/** The heads of all streams that the requests name; adds those that were not in memory. */
const loadMissingHeads = async (
  requests: WriteRequest[],
  session: WriterSession,
  memory: Memory,
): Promise<Map<string, Head>> => {
  const heads = new Map<string, Head>()
  const missing = new Set<string>()
  for (const stream of requests.map((request) => baseStreamOf(request.stream))) {
    const head = memory.heads.get(stream)
    if (head === undefined) missing.add(stream)
    else heads.set(stream, head)
  }
  if (missing.size === 0) return heads
  for (const [stream, head] of await session.loadHeads([...missing])) {
    heads.set(stream, head)
    memory.heads.set(stream, head)
  }
  return heads
}
