import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { processStart } from '../../../../process/process-identity.ts'
import { type Client, clientOf } from '../../testing/client.ts'

export const root = resolve(import.meta.dirname, '../../../../..')

export type Banner = { url: string; graphiql: string; token: string; client: Client }

/** `npm run dev` in its own process. */
export type DevProcess = {
  pid: number
  child: ChildProcess
  /** The exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>
  /** What it has written so far to standard output and standard error. */
  output(): string
  /** Waits for the banner. @throws Error with the output when the process ends without one */
  banner(): Promise<Banner>
  /** The ids of the process and of everything that it started and that still runs. */
  processTree(): number[]
}

const baseEnvironment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  LOG_LEVEL: 'warn',
  DEMO: '0',
  PORT: '0',
  EVENTSTORE_PORT: '0',
}

/** Returns an environment with nothing of the test run's own settings, except where compiled code is kept. */
export const environmentWith = (extra: Record<string, string>): Record<string, string | undefined> => ({
  ...baseEnvironment,
  ...extra,
})

const running = new Set<DevProcess>()

export const runDev = (environment: Record<string, string>, args: readonly string[] = []): DevProcess =>
  start([process.execPath, join(root, 'infra/run/local/dev/main.ts'), ...args], environment)

/** Starts it through npm, as people do. */
export const runDevUnderNpm = (environment: Record<string, string>): DevProcess =>
  start(['npm', 'run', '--silent', 'dev'], environment)

const start = ([program = '', ...args]: string[], environment: Record<string, string>): DevProcess => {
  const child = spawn(program, args, {
    cwd: root,
    env: environmentWith(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} could not be started`)
  let text = ''
  const exited = new Promise<number | string>((done) =>
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown')),
  )
  const bannerPrinted = new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.includes('GraphiQL') && text.includes('Token')) done()
      })
  })
  const devProcess: DevProcess = {
    pid,
    child,
    exited,
    output: () => text,
    banner: async () => {
      const exit = await Promise.race([bannerPrinted, exited])
      if (exit !== undefined) throw new Error(`ended with ${exit}: ${text}`)
      return parseBanner(text)
    },
    processTree: () => [pid, ...descendantsOf(pid)],
  }
  running.add(devProcess)
  void exited.then(() => running.delete(devProcess))
  return devProcess
}

const parseBanner = (text: string): Banner => {
  const link = /GraphiQL +((http:\S+)\/graphql#token=(\S+))/.exec(text) ?? []
  const [, graphiql = '', url = '', token = ''] = link
  return { graphiql, url, token, client: clientOf(url, token) }
}

/** Runs the command until it ends. */
export const runDevToEnd = async (environment: Record<string, string>, args: readonly string[] = []) => {
  const devProcess = runDev(environment, args)
  return { code: await devProcess.exited, output: devProcess.output() }
}

const descendantsOf = (pid: number): number[] => {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    processes.filter(([, parentId]) => parentId === parent).flatMap(([id = 0]) => [id, ...below(id)])
  return below(pid)
}

/** False also for a zombie, which remains when the first process of a container collects it late. */
export const isAlive = (pid: number): boolean => processStart(pid) !== undefined

/** Waits until the processes are gone. After the timeout, returns the id and command of each survivor. */
export const survivorsOf = async (pids: readonly number[], timeoutMs: number): Promise<string[]> => {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const alive = pids.filter(isAlive)
    if (alive.length === 0) return []
    if (performance.now() > deadline) return alive.map(describeProcess)
    await pause(20)
  }
}

const describeProcess = (pid: number): string =>
  spawnSync('ps', ['-o', 'pid=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout

const folders: string[] = []
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-dev-'))
  folders.push(folder)
  return folder
}

/** Ends the processes that tests left running, and removes the temporary folders. */
export const cleanUp = async (): Promise<void> => {
  for (const { child, exited } of [...running]) {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await exited
    clearTimeout(timer)
  }
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
