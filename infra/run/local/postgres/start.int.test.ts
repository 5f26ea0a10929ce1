import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import postgres from 'postgres'
import { processStart } from '../../../process/process-identity.ts'
import { type Postgres, startPostgres } from './start.ts'

// Servers start here, on machines that may be busy.
jest.setTimeout(60_000)

type Login = { port: number; password: string }
const login = ({ port, password }: Login) =>
  postgres({ host: '127.0.0.1', port, username: 'postgres', password, database: 'postgres', max: 1 })

const asked = async <T>(server: Login, work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const sql = login(server)
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** Another process of ours that starts a server and tells where it is. */
const otherProcess = async (
  dataDir: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ child: ChildProcess; server: Login & { pid: number } }> => {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'start.ts'))})
    const { port, password, pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(JSON.stringify({ port, password, pid }))
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([
    createInterface(child.stdout)
      [Symbol.asyncIterator]()
      .next()
      .then((next) => [String(next.value)]),
    new Promise<never>((_, reject) => child.once('exit', (code) => reject(new Error(`ended with ${code}`)))),
  ])
  return { child, server: JSON.parse(line ?? '') }
}

const killed = async (child: ChildProcess): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

const gone = async (pid: number): Promise<void> => {
  while (processStart(pid) !== undefined) await pause(10)
}

describe('the embedded PostgreSQL', () => {
  let root: string
  let running: Postgres[]
  const started = async (options: Parameters<typeof startPostgres>[0]): Promise<Postgres> => {
    const server = await startPostgres(options)
    running.push(server)
    return server
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'finance postgres '))
    running = []
  })

  afterEach(async () => {
    for (const server of running) await server.stop()
    rmSync(root, { recursive: true, force: true })
  })

  test('keeps its data over a stop, in a folder with blanks in its name', async () => {
    const first = await startPostgres({ dataDir: join(root, 'my data') })
    await asked(first, (sql) => sql`create table kept as select 'রহিম' as name`)
    await first.stop()
    expect(processStart(first.pid)).toBeUndefined()

    const second = await started({ dataDir: join(root, 'my data') })
    expect(second.password).toBe(first.password)
    expect(await asked(second, (sql) => sql`select name from kept`)).toEqual([{ name: 'রহিম' }])
  })

  test('is durable and knows Bangla letters', async () => {
    const server = await started({ dataDir: root })
    const [row] = await asked(
      server,
      (
        sql,
      ) => sql`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('timezone') as zone,
        datctype, 'ক' ~ '^[[:alpha:]]$' as letter from pg_database where datname = 'postgres'`,
    )
    expect(row).toMatchObject({ fsync: 'on', commit: 'on', zone: 'UTC', letter: true })
  })

  test('ends when its parent is killed, and the next start has the data', async () => {
    const { child, server } = await otherProcess(root)
    await asked(server, (sql) => sql`create table kept as select 1 as one`)
    await killed(child)
    const again = await started({ dataDir: root })
    await gone(server.pid)
    expect(await asked(again, (sql) => sql`select one from kept`)).toEqual([{ one: 1 }])
  })

  test('takes over what was left when nothing could end it with its parent', async () => {
    const bare = join(root, 'bin')
    mkdirSync(bare)
    for (const program of ['unshare', 'true']) symlinkSync(`/usr/bin/${program}`, join(bare, program))
    const { child, server } = await otherProcess(join(root, 'data'), { ...process.env, PATH: bare })
    await asked(server, (sql) => sql`create table kept as select 1 as one`)
    await killed(child)
    expect(processStart(server.pid)).toBeDefined()

    const lines: string[] = []
    const again = await started({ dataDir: join(root, 'data'), log: (line) => lines.push(line) })
    expect(processStart(server.pid)).toBeUndefined()
    expect(lines.join()).toContain(`process ${server.pid}`)
    expect(await asked(again, (sql) => sql`select one from kept`)).toEqual([{ one: 1 }])
  })

  test('refuses a folder that another live process owns, and says whose', async () => {
    const { child } = await otherProcess(root)
    try {
      await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({
        code: 'DATA_DIR_IN_USE',
        message: expect.stringContaining(String(child.pid)),
      })
      await expect(startPostgres({ dataDir: root })).rejects.toThrow(root)
    } finally {
      await killed(child)
    }
  })

  test('is not deceived by the mark of a dead owner whose process id is in use again', async () => {
    writeFileSync(join(root, 'owner.pid'), JSON.stringify({ pid: process.ppid, started: 'another time' }))
    await started({ dataDir: root })
    expect(readFileSync(join(root, 'owner.pid'), 'utf8')).toContain(String(process.pid))
  })

  test('lets one of two starts at once have the folder', async () => {
    const outcomes = await Promise.allSettled([started({ dataDir: root }), started({ dataDir: root })])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({
      reason: { code: 'DATA_DIR_IN_USE' },
    })
  })

  test('begins again where making the data folder was cut off', async () => {
    mkdirSync(join(root, 'postgres.unfinished', 'base'), { recursive: true })
    await started({ dataDir: root })
    expect(existsSync(join(root, 'postgres.unfinished'))).toBe(false)
  })

  test('makes a new password when the file with it was lost', async () => {
    const first = await startPostgres({ dataDir: root })
    await first.stop()
    rmSync(join(root, 'postgres-password'))
    const second = await started({ dataDir: root })
    expect(second.password).not.toBe(first.password)
    expect(await asked(second, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  })

  test('starts over a stale mark that names an unrelated process', async () => {
    const first = await startPostgres({ dataDir: root })
    await first.stop()
    writeFileSync(join(root, 'postgres', 'postmaster.pid'), `${process.ppid}\n${root}/postgres\n`)
    await started({ dataDir: root })
  })

  test('refuses a file where the folder should be', async () => {
    writeFileSync(join(root, 'file'), '')
    await expect(startPostgres({ dataDir: join(root, 'file') })).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_A_FOLDER',
    })
    await expect(startPostgres({ dataDir: join(root, 'file', 'below') })).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_A_FOLDER',
    })
  })

  test('refuses a folder that cannot be written', async () => {
    const unwritable = process.getuid?.() === 0 ? '/sys/finance-data' : '/finance-data'
    await expect(startPostgres({ dataDir: unwritable })).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_WRITABLE',
      message: expect.stringContaining(unwritable),
    })
  })

  test('refuses data of another major version and content that is not its own', async () => {
    mkdirSync(join(root, 'postgres'))
    writeFileSync(join(root, 'postgres', 'notes.txt'), '')
    await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({ code: 'DATA_DIR_UNKNOWN_CONTENT' })
    writeFileSync(join(root, 'postgres', 'PG_VERSION'), '9.6\n')
    await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({
      code: 'DATA_DIR_OTHER_VERSION',
      message: expect.stringContaining('9.6'),
    })
  })

  test('says which port is in use, and leaves the folder free', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(startPostgres({ dataDir: root, port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    })
    await new Promise((resolve) => taken.close(resolve))
    expect(await started({ dataDir: root, port })).toMatchObject({ port })
  })
})
