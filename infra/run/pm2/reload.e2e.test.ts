import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { guard } from '../local/child-process/guardian.ts'
import { usablePort } from '../local/child-process/port.ts'
import { type BuiltService, buildService } from '../local/testing/built-service.ts'
import { showProgress } from '../local/testing/find-or-skip.ts'
import { pm2Test } from '../local/testing/pm2.ts'
import { type Outcome, startLoad } from '../local/testing/request-load.ts'

const withPm2 = await pm2Test()
const run = promisify(execFile)
const instances = 4

let service: BuiltService
/** PM2's own, so that the PM2 of a developer is not touched. */
const home = mkdtempSync(join(tmpdir(), 'finance-pm2-'))
let endPm2 = async (): Promise<unknown> => undefined

beforeAll(async () => {
  service = await buildService()
}, 120_000)
afterAll(async () => {
  await endPm2()
  await service.stop()
  rmSync(home, { recursive: true, force: true })
}, 120_000)

type Process = { pid: number; pm2_env: { status: string } }

/** Starts the ecosystem file, and returns when PM2 says that all processes are ready. */
const startPm2 = async (program: string) => {
  const port = await usablePort({ port: undefined, user: 'PM2' })
  const { PATH = '' } = process.env
  const env = { ...service.environment, PATH, HOME: home, PM2_HOME: home, PORT: String(port) }
  const pm2 = async (...args: string[]): Promise<string> => {
    const options = { cwd: service.folder, env, maxBuffer: 10_000_000 }
    return (await run(process.execPath, [program, ...args, '--silent'], options)).stdout
  }
  endPm2 = () => pm2('kill')
  await pm2('start', 'ecosystem.config.cjs')
  // Its daemon has a process group of its own, and would go on when this process is killed.
  guard({ pid: Number(readFileSync(join(home, 'pm2.pid'), 'utf8')), signal: 'INT' })
  const processes = async (): Promise<Process[]> => JSON.parse(await pm2('jlist'))
  return { url: `http://127.0.0.1:${port}`, pm2, processes }
}

const allOnline = Array(instances).fill('online')

/** Waits until PM2 has started another process in the place of one that ended. */
const waitUntilReplaced = async (pid: number, processes: () => Promise<Process[]>): Promise<void> => {
  for (;;) {
    const now = await processes()
    const isReplaced = now.every((one) => one.pid !== pid && one.pm2_env.status === 'online')
    if (isReplaced && now.length === instances) return
  }
}

const isFailure = ({ status, errors }: Outcome): boolean => status !== 200 || errors.length > 0

withPm2(
  'under up to 200 requests per second no request fails while pm2 reload replaces all processes, or one is ended',
  async (program) => {
    const { url, pm2, processes } = await startPm2(program)
    const token = await service.registerTenant(url)
    const before = await processes()
    expect(before.map(({ pm2_env }) => pm2_env.status)).toEqual(allOnline)

    const startedMs = performance.now()
    const load = startLoad({ url, token }, 200)
    await load.waitFor(200)
    await pm2('reload', 'finance-service')
    const after = await processes()
    const pid = after[0]?.pid ?? 0
    // PM2 gives the id 0 to a process that does not run. A signal to 0 would end these tests.
    expect(pid).toBeGreaterThan(0)
    process.kill(pid, 'SIGTERM')
    await waitUntilReplaced(pid, processes)
    await load.waitFor(200)
    const outcomes = await load.stop()

    const pidsBefore = new Set(before.map((one) => one.pid))
    expect(after.map(({ pm2_env }) => pm2_env.status)).toEqual(allOnline)
    expect(after.filter((one) => pidsBefore.has(one.pid))).toEqual([])
    expect(outcomes.filter(isFailure)).toEqual([])
    const seconds = (performance.now() - startedMs) / 1000
    showProgress(`PM2: ${outcomes.length} requests in ${seconds.toFixed(0)} s, none failed`)
  },
  300_000,
)
