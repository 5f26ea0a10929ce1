import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { spawnedPid } from '../../run/local/child-process/spawned-pid.ts'
import { readPeakBytes } from './process-memory.ts'
import { root } from './service.ts'

/** A host in its own process whose memory and log are measured. */
export type HostProcess = {
  url: string
  /** The largest memory that it has had (resident), in bytes; undefined on systems without /proc. */
  peakMemoryBytes(): number | undefined
  /** The time that processors have worked for it, in milliseconds; undefined on systems without /proc. */
  processorMs(): number | undefined
  /** What it has logged so far, in bytes. */
  logBytes(): number
  isRunning(): boolean
  /** Ends it at once: a host that is busy would stop late. */
  kill(): Promise<void>
}

/**
 * Starts a host on stores that run already, with the log level of production.
 * @throws Error when it ends before it is ready
 */
export const startHostProcess = async (environment: Record<string, string>): Promise<HostProcess> => {
  const child = fork(resolve(root, 'infra/run/host/main.ts'), [], {
    env: { ...environment, PORT: '0', LOG_LEVEL: 'info' },
    execArgv: [],
    silent: true,
  })
  const pid = await spawnedPid(child)
  let logBytes = 0
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      logBytes += chunk.length
    })
  const exited = once(child, 'exit')
  const port = await Promise.race([portOf(child), exited.then(() => undefined)])
  if (port === undefined) throw new Error('The host ended before it was ready')
  return {
    url: `http://127.0.0.1:${port}`,
    peakMemoryBytes: () => readPeakBytes(pid),
    processorMs: () => readProcessorMs(pid),
    logBytes: () => logBytes,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Undefined when the host reports an error instead. */
const portOf = async (child: ChildProcess): Promise<number | undefined> => {
  const [report] = (await once(child, 'message')) as [{ port?: number }]
  return report.port
}

/** Linux counts in hundredths of a second. Behind the name of the process, time in its code is field 12. */
const readProcessorMs = (pid: number): number | undefined => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}
