import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { messageWithCauses } from '../../../process/command-line.ts'
import { restartLimit } from '../child-process/restart-limit.ts'
import { StartError } from '../child-process/start-error.ts'
import { type RunningServer, type ServerOptions, startServer } from './server.ts'

export type KeptServer = {
  port: number
  readonly pid: number
  /** Resolves with the reason when the server ended by itself and is not started again. */
  ended: Promise<Error>
  stop(): Promise<void>
}

/**
 * Starts the server, and starts it again on the same port when it ends by itself. Its clients reconnect.
 * Without this, a server that the system killed for its memory left every client with errors until somebody
 * looked.
 */
export const keepServerRunning = async (
  options: ServerOptions,
  log: (line: string) => void,
): Promise<KeptServer> => {
  let server = await startServer(options)
  const { port } = server
  const limit = restartLimit()
  const givenUp = Promise.withResolvers<Error>()
  let stopping = false
  let restarting: Promise<void> | undefined

  const watch = (running: RunningServer): void => {
    server = running
    void running.ended.then((how) => {
      if (stopping) return
      log(`PostgreSQL (process ${running.pid}) ended by itself (${how}) and is started again`)
      restarting = restart(how)
    })
  }

  const restart = async (how: string): Promise<void> => {
    let reason = how
    while (!stopping && limit.take()) {
      await pause(limit.pauseMs)
      try {
        return watch(await startServer({ ...options, port }))
      } catch (error) {
        reason = messageWithCauses(error)
      }
    }
    if (!stopping) givenUp.resolve(tooManyEnds(reason, options.dataDir))
  }

  watch(server)
  const stop = async () => {
    stopping = true
    await restarting
    await server.stop()
  }
  return {
    port,
    get pid() {
      return server.pid
    },
    ended: givenUp.promise,
    stop,
  }
}

const tooManyEnds = (reason: string, dataDir: string): StartError =>
  new StartError(
    'POSTGRES_ENDED',
    `PostgreSQL ended too often and is not started again: ${reason}. ` +
      `Its log is ${join(dataDir, 'postgres.log')}`,
  )
