import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { processStart } from '../../../process/process-identity.ts'
import { type Postgres, startPostgres } from './start.ts'
import { kill, query, serversInFolder, startInOtherProcess, waitUntilGone } from './testing/servers.ts'

// These tests start servers, which takes long on a busy machine.
jest.setTimeout(60_000)

let servers: ReturnType<typeof serversInFolder>
let root: string

beforeEach(() => {
  servers = serversInFolder()
  root = servers.root
})

afterEach(() => servers.cleanUp())

const createTable = (server: { port: number; password: string }) =>
  query(server, (sql) => sql`create table kept as select 'রহিম' as name`)
const readTable = (server: Postgres) => query(server, (sql) => sql`select name from kept`)
const kept = [{ name: 'রহিম' }]

test('the data is kept after a stop, also in a folder with blanks in its name', async () => {
  const dataDir = join(root, 'my data')
  const first = await startPostgres({ dataDir })
  await createTable(first)
  await first.stop()
  expect(processStart(first.pid)).toBeUndefined()

  const second = await servers.start({ dataDir })
  expect(second.password).toBe(first.password)
  expect(await readTable(second)).toEqual(kept)
})

test('nobody else can list a new data folder', async () => {
  const dataDir = join(root, 'new')
  await servers.start({ dataDir })
  // Where the server runs as another user, others may enter the folder.
  expect(statSync(dataDir).mode & 0o766).toBe(0o700)
})

test('the server is durable and recognises Bangla letters', async () => {
  const server = await servers.start({ dataDir: root })
  const [row] = await query(
    server,
    (sql) => sql`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('timezone') as zone, 'ক' ~ '^[[:alpha:]]$' as letter`,
  )
  expect(row).toEqual({ fsync: 'on', commit: 'on', zone: 'UTC', letter: true })
})

test('the server ends when its parent process is killed, and the next start has the data', async () => {
  const { child, server } = await startInOtherProcess(root)
  await createTable(server)
  await kill(child)
  const next = await servers.start({ dataDir: root })
  await waitUntilGone(server.pid)
  expect(await readTable(next)).toEqual(kept)
})

test('a server that outlived its process is stopped by the next start', async () => {
  // Without a shell on the PATH no guardian can run.
  const withoutShell = join(root, 'bin')
  mkdirSync(withoutShell)
  for (const program of ['unshare', 'true']) symlinkSync(`/usr/bin/${program}`, join(withoutShell, program))
  const dataDir = join(root, 'data')
  const { child, server } = await startInOtherProcess(dataDir, { ...process.env, PATH: withoutShell })
  await createTable(server)
  await kill(child)
  expect(processStart(server.pid)).toBeDefined()

  const lines: string[] = []
  const next = await servers.start({ dataDir, log: (line) => lines.push(line) })
  expect(processStart(server.pid)).toBeUndefined()
  expect(lines).toEqual([expect.stringContaining(`process ${server.pid}`)])
  expect(await readTable(next)).toEqual(kept)
})

test('a start that was killed while it created the cluster is repeated', async () => {
  mkdirSync(join(root, 'postgres.unfinished', 'base'), { recursive: true })
  const server = await servers.start({ dataDir: root })
  expect(existsSync(join(root, 'postgres.unfinished'))).toBe(false)
  expect(await query(server, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('a lost password file is replaced by one with a new password', async () => {
  const first = await startPostgres({ dataDir: root })
  await first.stop()
  rmSync(join(root, 'postgres-password'))
  const second = await servers.start({ dataDir: root })
  expect(second.password).not.toBe(first.password)
  expect(await query(second, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('a postmaster.pid that names an unrelated process does not prevent the start', async () => {
  const first = await startPostgres({ dataDir: root })
  await createTable(first)
  await first.stop()
  const postmasterPid = join(root, 'postgres', 'postmaster.pid')
  writeFileSync(postmasterPid, `${process.ppid}\n${root}/postgres\n`)
  const second = await servers.start({ dataDir: root })
  expect(readFileSync(postmasterPid, 'utf8').split('\n')[0]).toBe(String(second.pid))
  expect(await readTable(second)).toEqual(kept)
})
