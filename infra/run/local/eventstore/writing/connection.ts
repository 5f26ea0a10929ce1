import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../node-error.ts'
import type { Database } from '../storage/connect.ts'
import { openWriterSession, type WriterSession } from '../storage/writer-session.ts'

const retryAfter = 200

export type WriterConnection = {
  /** Undefined while PostgreSQL is away. */
  readonly session: WriterSession | undefined
  /** Ends a session that can no longer vouch for what it did, and opens the next as soon as that is possible. */
  broken(session: WriterSession, reason: string): void
  close(): Promise<void>
}

/**
 * Keeps a writer session open. `opened` is told of each new one, with the last position that is stored. Rejects when the first
 * cannot be opened; later ones are tried for until `close`.
 */
export const keepWriterSession = async (
  database: Database,
  log: (line: string) => void,
  opened: (session: WriterSession) => void,
): Promise<WriterConnection> => {
  let session: WriterSession | undefined
  let reopening: Promise<void> | undefined
  let closed = false

  const open = async (): Promise<void> => {
    const next: WriterSession = await openWriterSession(database, () =>
      broken(next, 'the connection of the writer to PostgreSQL was lost'),
    )
    session = next
    opened(next)
  }

  const reopen = async (): Promise<void> => {
    let said = ''
    while (!closed && session === undefined)
      await open().catch(async (error: unknown) => {
        if (messageOf(error) !== said) log(`appends are still unavailable: ${messageOf(error)}`)
        said = messageOf(error)
        await pause(retryAfter)
      })
    reopening = undefined
    if (!closed) log('appends are available again')
  }

  const broken = (failed: WriterSession, reason: string): void => {
    if (closed || failed !== session) return
    log(`appends are unavailable: ${reason}`)
    session = undefined
    reopening = failed
      .close()
      .catch(() => undefined)
      .then(reopen)
  }

  await open()
  return {
    get session() {
      return session
    },
    broken,
    close: async () => {
      closed = true
      await reopening
      await session?.close()
    },
  }
}
