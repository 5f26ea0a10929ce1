import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RecordedEvent } from '../event.ts'
import { NodeError } from '../node-error.ts'
import { connect, type Database } from './connect.ts'
import { type Head, loadHeads, loadIds, type PlacedId, type RevisionRange } from './heads.ts'
import { insertEvents } from './insert-events.ts'
import { createSchema } from './schema.ts'

/** The one connection that may write. Anything that it cannot vouch for any more ends it; a new one starts from what is stored. */
export type WriterSession = {
  /** The last position of $all, 0 when it is empty. */
  lastPosition: number
  lost: boolean
  heads(streams: readonly string[]): Promise<Map<string, Head>>
  ids(ranges: readonly RevisionRange[]): Promise<PlacedId[]>
  /** All or nothing; throws when the outcome is not certainly "all". */
  insert(events: readonly RecordedEvent[]): Promise<void>
  close(): Promise<void>
}

/** The advisory lock that says: this database has its writer. The number is arbitrary and must stay. */
const writerLock = 2113_2113

/** How long a second node waits for the connection of a killed one to vanish. */
const patience = 3000

/** `onLost` is called at once when the connection is gone, also while nothing is being written. */
export const openWriterSession = async (database: Database, onLost: () => void): Promise<WriterSession> => {
  const mark = randomUUID()
  let open = false
  const lose = () => {
    session.lost = true
    if (open) onLost()
    open = false
  }
  const sql = connect(database, { max: 1, onclose: lose })
  const session: WriterSession = {
    lastPosition: 0,
    lost: false,
    heads: (streams) => loadHeads(sql, streams),
    ids: (ranges) => loadIds(sql, ranges),
    insert: async (events) => {
      if (session.lost) throw new Error('the connection of the writer is gone')
      const written = await insertEvents(sql, mark, events)
      if (written !== events.length) throw new Error('the session is no longer that of the writer')
    },
    close: async () => {
      open = false
      await sql.end({ timeout: 0 })
    },
  }
  try {
    await lock(sql, database)
    await createSchema(sql)
    await sql`SELECT set_config('eventstore.writer', ${mark}, false)`
    session.lastPosition = await lastPosition(sql)
    if (session.lost) throw new Error('the connection of the writer was lost while it opened')
    open = true
    return session
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw error
  }
}

const lock = async (sql: ReturnType<typeof connect>, { host, port, database }: Database): Promise<void> => {
  const giveUp = Date.now() + patience
  for (;;) {
    const [row] = await sql<{ locked: boolean }[]>`SELECT pg_try_advisory_lock(${writerLock}) AS locked`
    if (row?.locked === true) return
    if (Date.now() > giveUp)
      throw new NodeError(
        'WRITER_ACTIVE',
        `Another EventStoreDB node writes the database ${database} on ${host}:${port}: stop it, or give this one another database`,
      )
    await pause(50)
  }
}

const lastPosition = async (sql: ReturnType<typeof connect>): Promise<number> => {
  const [row] = await sql<
    { position: number }[]
  >`SELECT position FROM eventstore.events ORDER BY position DESC LIMIT 1`
  return row?.position ?? 0
}
