import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../node-error.ts'
import type { Database } from '../storage/connect.ts'
import { openWriterSession, type WriterSession } from '../storage/writer-session.ts'

const retryDelayMs = 200

export type WriterConnection = {
  /** Undefined while PostgreSQL cannot be reached. */
  readonly session: WriterSession | undefined
  /** Closes a session that has failed and opens the next as soon as that is possible. */
  replace(failed: WriterSession, reason: string): void
  close(): Promise<void>
}

/**
 * Keeps a writer session open until `close`. `onOpened` is called with each new session. Rejects when the
 * first session cannot be opened; later ones are retried.
 * @throws WRITER_ACTIVE when another node has the lock
 */
export const keepWriterSession = async (
  database: Database,
  log: (line: string) => void,
  onOpened: (session: WriterSession) => void,
): Promise<WriterConnection> => {
  let session: WriterSession | undefined
  let reopening: Promise<void> | undefined
  let closed = false

  const open = async (): Promise<void> => {
    const next: WriterSession = await openWriterSession(database, () =>
      replace(next, "the writer's connection to PostgreSQL was lost"),
    )
    session = next
    onOpened(next)
  }

  const reopen = async (): Promise<void> => {
    let lastMessage = ''
    while (!closed && session === undefined)
      await open().catch(async (error: unknown) => {
        if (messageOf(error) !== lastMessage) log(`appends are still unavailable: ${messageOf(error)}`)
        lastMessage = messageOf(error)
        await pause(retryDelayMs)
      })
    reopening = undefined
    if (!closed) log('appends are available again')
  }

  const replace = (failed: WriterSession, reason: string): void => {
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
    replace,
    close: async () => {
      closed = true
      await reopening
      await session?.close()
    },
  }
}
