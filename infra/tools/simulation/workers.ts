import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { environment } from '../../config/environment.ts'
import type { Portion, PortionReport, WorkerMessage } from './worker.ts'

/** A process that lives lives. */
export type Worker = {
  /** @throws WorkerFailed when the process ends before it has reported */
  live(portion: Portion): Promise<PortionReport>
  /** Lets the process close its database and end, after the life that runs. */
  stop(): Promise<void>
}

export class WorkerFailed extends Error {
  readonly code = 'SIMULATION_WORKER_FAILED'

  constructor(reason: string) {
    super(`A process of the simulation failed: ${reason}`)
    this.name = 'WorkerFailed'
  }
}

/**
 * Starts a process with a database of its own. It has its own process group, so that Ctrl-C reaches only this
 * process, which then closes the channel.
 * @throws WorkerFailed when it does not become ready
 */
export const startWorker = async (): Promise<Worker> => {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
    ...{ env: environment(), execArgv: [], detached: true },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await nextReport(child)
  return {
    live: async (portion) => {
      const reported = nextReport(child)
      child.send(portion)
      const report = await reported
      if (!report) throw new WorkerFailed('it sent no report')
      return report
    },
    stop: async () => {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}

const nextReport = (child: ChildProcess): Promise<PortionReport | undefined> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      child.off('message', receive)
      child.off('exit', fail)
    }
    const fail = (code: number | null): void => {
      end()
      reject(new WorkerFailed(`it ended with ${code ?? 'a signal'}`))
    }
    const receive = (message: WorkerMessage): void => {
      end()
      if ('error' in message) reject(new WorkerFailed(message.error))
      else resolve(message.report)
    }
    child.on('message', receive)
    child.on('exit', fail)
  })
