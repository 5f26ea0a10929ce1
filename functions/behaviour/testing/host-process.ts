import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { spawnedPid } from '../../../infra/run/local/child-process/spawned-pid.ts'
import { pathAndCache } from '../../../infra/run/local/testing/path-and-cache.ts'

/** The service in a separate process, on stores that run already. */
export type HostProcess = {
  url: string
  port: number
  pid: number
  isRunning(): boolean
  /** The end of what it has written to standard error: its log. */
  logTail(): string
  /** Bytes of the heap after garbage is collected. The process needs `heapReportArguments`. */
  heapUsedBytes(): Promise<number>
  kill(): Promise<void>
}

const main = join(import.meta.dirname, '../../../infra/run/host/main.ts')

type StartReport = { ready: true; port: number } | { error: { code: string; message: string } }

const maxTail = 4_000

/** Arguments of Node.js with which a host can report its heap. */
export const heapReportArguments = ['--expose-gc', '--import', join(import.meta.dirname, 'heap-report.ts')]

/** `onLog` gets what it writes to standard error. */
export const startHostProcess = async (
  environment: Record<string, string>,
  execArgv: string[] = [],
  onLog: (chunk: string) => void = () => undefined,
): Promise<HostProcess> => {
  const child = fork(main, {
    env: { ...pathAndCache(), ...environment, PORT: '0' },
    execArgv,
    silent: true,
  })
  const pid = await spawnedPid(child)
  let logTail = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    onLog(chunk)
    logTail = `${logTail}${chunk}`.slice(-maxTail)
  })
  const exited = once(child, 'exit')
  const report = await Promise.race([
    once(child, 'message').then(([message]) => message as StartReport),
    exited.then(() => undefined),
  ])
  if (report === undefined) throw new Error('The host ended before it was ready')
  if ('error' in report) throw new Error(report.error.message)
  return {
    url: `http://127.0.0.1:${report.port}`,
    port: report.port,
    pid,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    logTail: () => logTail,
    heapUsedBytes: async () => {
      const reported = once(child, 'message')
      child.send('heap')
      return ((await reported) as [{ heapUsedBytes: number }])[0].heapUsedBytes
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
