import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RecordedEvent } from '../event.ts'
import { NodeError } from '../node-error.ts'
import { connect, type Database, type Sql } from './connect.ts'
import { createSchema } from './create-schema.ts'
import { type Head, loadHeads, loadStoredIds, type RevisionRange, type StoredId } from './heads.ts'
import { insertEvents } from './insert-events.ts'

/**
 * The one connection that may write. A session with an unknown outcome is closed; the next one starts from
 * what is stored.
 */
export type WriterSession = {
  /** The last position of $all when the session was opened, 0 when $all was empty. */
  lastPosition: number
  lost: boolean
  loadHeads(streams: readonly string[]): Promise<Map<string, Head>>
  loadStoredIds(ranges: readonly RevisionRange[]): Promise<StoredId[]>
  /** Inserts all events or none; throws unless it is certain that all were inserted. */
  insert(events: readonly RecordedEvent[]): Promise<void>
  close(): Promise<void>
}

/**
 * Key of the advisory lock that a database's writer has. The number is arbitrary; all versions of the node
 * must use the same.
 */
const writerLock = 2113_2113

/** How long a second node waits until PostgreSQL has closed the connection of a killed one. */
const lockTimeoutMs = 3000
const lockRetryMs = 50

/**
 * Opens the writer's connection: takes the lock, creates the schema, reads the last position. `onLost` is
 * called as soon as the connection is lost, also while nothing is being written.
 * @throws WRITER_ACTIVE when another node has the lock
 */
export const openWriterSession = async (database: Database, onLost: () => void): Promise<WriterSession> => {
  const mark = randomUUID()
  let open = false
  const handleClose = () => {
    session.lost = true
    if (open) onLost()
    open = false
  }
  const sql = connect(database, { max: 1, onclose: handleClose })
  const session: WriterSession = {
    lastPosition: 0,
    lost: false,
    loadHeads: (streams) => loadHeads(sql, streams),
    loadStoredIds: (ranges) => loadStoredIds(sql, ranges),
    insert: async (events) => {
      if (session.lost) throw new Error("the writer's connection is lost")
      const inserted = await insertEvents(sql, mark, events)
      if (inserted !== events.length) throw new Error("this session is no longer the writer's")
    },
    close: async () => {
      open = false
      await sql.end({ timeout: 0 })
    },
  }
  try {
    await acquireLock(sql, database)
    await createSchema(sql)
    await sql`SELECT set_config('eventstore.writer', ${mark}, false)`
    session.lastPosition = await loadLastPosition(sql)
    if (session.lost) throw new Error("the writer's connection was lost while it was being opened")
    open = true
    return session
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw error
  }
}

const acquireLock = async (sql: Sql, { host, port, database }: Database): Promise<void> => {
  const deadline = Date.now() + lockTimeoutMs
  for (;;) {
    const [row] = await sql<{ locked: boolean }[]>`SELECT pg_try_advisory_lock(${writerLock}) AS locked`
    if (row?.locked === true) return
    if (Date.now() > deadline)
      throw new NodeError(
        'WRITER_ACTIVE',
        `Another EventStoreDB node is writing to the database ${database} on ${host}:${port}: ` +
          'stop that node, or start this one with another database',
      )
    await pause(lockRetryMs)
  }
}

const loadLastPosition = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ position: number }[]>`
    SELECT position FROM eventstore.events ORDER BY position DESC LIMIT 1`
  return row?.position ?? 0
}
