import { setTimeout as pause } from 'node:timers/promises'
import { baseOf, type Place, type RecordedEvent, sizeOf } from '../event.ts'
import { messageOf, unavailable } from '../node-error.ts'
import type { Database } from '../storage/connect.ts'
import type { Head } from '../storage/heads.ts'
import { openWriterSession, type WriterSession } from '../storage/writer-session.ts'
import { type Batch, decideBatch, idsNeeded } from './batch.ts'
import { boundedMap } from './bounded-map.ts'
import type { WriteOutcome, WriteRequest } from './request.ts'

const requestsPerCommit = 500
const bytesPerCommit = 4 * 1024 * 1024
const bytesWaiting = 32 * 1024 * 1024
const headsKept = 20_000
const retryAfter = 200
const stopPatience = 2000

type Waiting = { request: WriteRequest; size: number; resolve: (outcome: WriteOutcome) => void; reject: (error: Error) => void }

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
  head(stream: string): Head | undefined
  close(): Promise<void>
}

/**
 * The only writer of a database. All that waits when a commit ends goes into the next one: one fsync for many appends, and
 * positions are given in the order of commits, so nobody sees a later event before an earlier one.
 */
export const startWriter = async (options: WriterOptions): Promise<Writer> => {
  const { database, log } = options
  const heads = boundedMap<string, Head>(headsKept)
  const remembered = boundedMap<string, Place>(options.rememberedIds)
  let waiting: Waiting[] = []
  let waitingBytes = 0
  let roomWanted: (() => void)[] = []
  let session: WriterSession | undefined
  let lastPosition = 0
  let running: Promise<void> | undefined
  let reopening: Promise<void> | undefined
  let closed = false

  const open = async (): Promise<void> => {
    session = await openWriterSession(database, () => {
      if (!closed) reopen('the connection of the writer to PostgreSQL was lost')
    })
    lastPosition = session.lastPosition
    heads.clear()
    options.reopened(lastPosition)
  }

  const reopen = (reason: string, failed = session): void => {
    if (reopening !== undefined || closed || failed !== session) return
    log(`appends are unavailable: ${reason}`)
    session = undefined
    reopening = (async () => {
      await failed?.close().catch(() => undefined)
      let said = ''
      while (!closed && session === undefined)
        await open().catch(async (error: unknown) => {
          if (messageOf(error) !== said) log(`appends are still unavailable: ${messageOf(error)}`)
          said = messageOf(error)
          await pause(retryAfter)
        })
      reopening = undefined
      if (!closed) log('appends are available again')
    })()
  }

  const take = (): Waiting[] => {
    let bytes = 0
    let count = 0
    while (count < waiting.length && count < requestsPerCommit && (count === 0 || bytes < bytesPerCommit))
      bytes += waiting[count++]?.size ?? 0
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    waitingBytes -= bytes
    if (waitingBytes < bytesWaiting) {
      for (const resume of roomWanted) resume()
      roomWanted = []
    }
    return taken
  }

  const prepare = async (requests: WriteRequest[], session: WriterSession): Promise<Batch> => {
    const wanted = [...new Set(requests.map((request) => baseOf(request.stream)))]
    const known = new Map<string, Head>()
    const missing = wanted.filter((stream) => {
      const head = heads.get(stream)
      if (head !== undefined) known.set(stream, head)
      return head === undefined
    })
    if (missing.length > 0) {
      for (const [stream, head] of await session.heads(missing)) {
        known.set(stream, head)
        heads.set(stream, head)
      }
    }
    const ranges = idsNeeded(requests, known)
    const stored = ranges.length > 0 ? await session.ids(ranges) : []
    return decideBatch(requests, { heads: known, stored, remembered: remembered.get, lastPosition, now: Date.now() })
  }

  const keep = (batch: Batch): void => {
    for (const [stream, head] of batch.heads) heads.set(stream, head)
    for (const { id, stream, revision, position } of batch.events) remembered.set(id, { stream, revision, position })
    lastPosition += batch.events.length
    options.committed(batch.events)
  }

  const commit = async (taken: Waiting[]): Promise<void> => {
    const current = session
    try {
      if (current === undefined) throw unavailable('the node has no connection to PostgreSQL')
      const batch = await prepare(
        taken.map(({ request }) => request),
        current,
      )
      if (batch.events.length > 0) {
        await current.insert(batch.events)
        keep(batch)
      }
      taken.forEach(({ resolve }, index) => {
        resolve(batch.outcomes[index] ?? { kind: 'abandoned' })
      })
    } catch (error) {
      if (current !== undefined) reopen(messageOf(error), current)
      const failure = unavailable(`The append may not have been stored: ${messageOf(error)}`, error)
      for (const { reject } of taken) reject(failure)
    }
  }

  const run = async (): Promise<void> => {
    while (waiting.length > 0) await commit(take())
    running = undefined
  }

  await open()
  return {
    write: (request) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(unavailable('the node is stopping'))
        const size = request.kind === 'append' ? request.events.reduce((sum, event) => sum + sizeOf(event), 0) : 0
        waiting.push({ request, size, resolve, reject })
        waitingBytes += size
        // On the next turn, so that everything that arrived in this one shares its commit.
        running ??= new Promise<void>((started) => setImmediate(started)).then(run)
      }),
    room: () => (waitingBytes < bytesWaiting ? Promise.resolve() : new Promise((resolve) => roomWanted.push(resolve))),
    head: heads.get,
    close: async () => {
      closed = true
      // A PostgreSQL that hangs must not keep the node from stopping; what it was asked to write was not acknowledged.
      await Promise.race([running, pause(stopPatience, undefined, { ref: false })])
      await reopening
      await session?.close()
    },
  }
}
