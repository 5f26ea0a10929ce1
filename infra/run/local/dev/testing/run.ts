import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, clientOf } from '../../testing/client.ts'

export const root = resolve(import.meta.dirname, '../../../../..')

/** `npm run dev` in a process of its own. */
export type Run = {
  pid: number
  child: ChildProcess
  /** The exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>
  /** What it has written so far, to both outputs. */
  said(): string
  /** The banner's addresses and token, once it is there; throws what was said when the process ends without one. */
  banner(): Promise<{ url: string; graphiql: string; token: string; client: Client }>
  /** The ids of the process and of everything it has started that runs now. */
  family(): number[]
}

const plain = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LOG_LEVEL: 'warn',
  DEMO: '0',
  PORT: '0',
  EVENTSTORE_PORT: '0',
}

/** Environment of a command that is to find this service's data and nothing of the test run's own settings. */
export const environmentOf = (given: Record<string, string>): Record<string, string | undefined> => ({
  ...plain,
  ...given,
})

const running = new Set<Run>()

export const runDev = (environment: Record<string, string>, args: readonly string[] = []): Run =>
  started([process.execPath, join(root, 'infra/run/local/dev/main.ts'), ...args], environment)

/** As people call it. */
export const runUnderNpm = (environment: Record<string, string>): Run =>
  started(['npm', 'run', '--silent', 'dev'], environment)

const started = ([program = '', ...args]: string[], environment: Record<string, string>): Run => {
  const child = spawn(program, args, {
    cwd: root,
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const exited = new Promise<number | string>((done) =>
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown')),
  )
  const bannerShown = new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.includes('GraphiQL') && text.includes('Token')) done()
      })
  })
  const run: Run = {
    pid: child.pid ?? 0,
    child,
    exited,
    said: () => text,
    banner: async () => {
      const ended = await Promise.race([bannerShown, exited])
      if (ended !== undefined) throw new Error(`ended with ${ended}: ${text}`)
      const [, graphiql = '', url = '', token = ''] =
        /GraphiQL +((http:\S+)\/graphql#token=(\S+))/.exec(text) ?? []
      return { graphiql, url, token, client: clientOf(url, token) }
    },
    family: () => [child.pid ?? 0, ...descendants(child.pid ?? 0)],
  }
  running.add(run)
  void exited.then(() => running.delete(run))
  return run
}

/** Runs it to its end. */
export const outcome = async (environment: Record<string, string>, args: readonly string[] = []) => {
  const run = runDev(environment, args)
  return { code: await run.exited, said: run.said() }
}

const descendants = (pid: number): number[] => {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    processes.filter(([, of]) => of === parent).flatMap(([id = 0]) => [id, ...below(id)])
  return below(pid)
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The processes that still run after at most so many milliseconds, by id and command line. */
export const leftOf = async (pids: readonly number[], milliseconds: number): Promise<string[]> => {
  const until = performance.now() + milliseconds
  for (;;) {
    const left = pids.filter(isAlive)
    if (left.length === 0) return []
    if (performance.now() > until)
      return left.map(
        (pid) => spawnSync('ps', ['-o', 'pid=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout,
      )
    await pause(20)
  }
}

const folders: string[] = []
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-dev-'))
  folders.push(folder)
  return folder
}

/** Ends what a failed test left, and takes its folders away. */
export const cleanUp = async (): Promise<void> => {
  for (const run of [...running]) {
    run.child.kill('SIGTERM')
    const impatient = setTimeout(() => run.child.kill('SIGKILL'), 15_000)
    await run.exited
    clearTimeout(impatient)
  }
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
