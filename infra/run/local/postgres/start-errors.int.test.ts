import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { startPostgres } from './start.ts'
import { kill, serversInFolder, startInOtherProcess, waitUntilGone } from './testing/servers.ts'

// These tests start servers, which takes long on a busy machine.
jest.setTimeout(60_000)

let servers: ReturnType<typeof serversInFolder>
let root: string

beforeEach(() => {
  servers = serversInFolder()
  root = servers.root
})

afterEach(() => servers.cleanUp())

test('a folder that another running process owns is rejected with its path and that process', async () => {
  const { child, server } = await startInOtherProcess(root)
  try {
    await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`${root} is in use by process ${child.pid}:`),
    })
  } finally {
    await kill(child)
    // The server ends a moment later, and until then it would write to the folder that is removed.
    await waitUntilGone(server.pid)
  }
})

test('an owner.pid of a dead process whose id is in use again is replaced', async () => {
  const ownerFile = join(root, 'owner.pid')
  writeFileSync(ownerFile, JSON.stringify({ pid: process.ppid, started: 'another time' }))
  await servers.start({ dataDir: root })
  expect(JSON.parse(readFileSync(ownerFile, 'utf8'))).toMatchObject({ pid: process.pid })
})

test('of two starts at once, one is rejected', async () => {
  const start = () => servers.start({ dataDir: root })
  const results = await Promise.allSettled([start(), start()])
  const rejected = results.filter(({ status }) => status === 'rejected')
  expect(rejected).toMatchObject([{ reason: { code: 'DATA_DIR_IN_USE' } }])
})

test.each(['file', 'file/below'])(
  'a data folder that is a file or is inside one is rejected: %s',
  async (path) => {
    writeFileSync(join(root, 'file'), '')
    await expect(startPostgres({ dataDir: join(root, path) })).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_A_FOLDER',
    })
  },
)

test('a folder whose events have the shape of before the first release is rejected and left as it is', async () => {
  const server = await servers.start({ dataDir: root })
  await server.stop()
  const marker = join(root, 'event-shape')
  expect(readFileSync(marker, 'utf8')).toBe('1\n')
  await (await servers.start({ dataDir: root })).stop()
  for (const older of [undefined, '0\n']) {
    rmSync(marker, { force: true })
    if (older !== undefined) writeFileSync(marker, older)
    await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({
      code: 'DATA_DIR_OLDER_EVENTS',
      message: expect.stringContaining('npm run dev -- --fresh'),
    })
    expect(existsSync(join(root, 'postgres', 'PG_VERSION'))).toBe(true)
  }
})

test('a folder that cannot be written is rejected with its path', async () => {
  const unwritable = process.getuid?.() === 0 ? '/sys/finance-data' : '/finance-data'
  await expect(startPostgres({ dataDir: unwritable })).rejects.toMatchObject({
    code: 'DATA_DIR_NOT_WRITABLE',
    message: expect.stringContaining(unwritable),
  })
})

test('content that is not PostgreSQL data is rejected', async () => {
  mkdirSync(join(root, 'postgres'))
  writeFileSync(join(root, 'postgres', 'notes.txt'), '')
  await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({ code: 'DATA_DIR_UNKNOWN_CONTENT' })
})

test('data of another major version is rejected with that version', async () => {
  mkdirSync(join(root, 'postgres'))
  writeFileSync(join(root, 'postgres', 'PG_VERSION'), '9.6\n')
  await expect(startPostgres({ dataDir: root })).rejects.toMatchObject({
    code: 'DATA_DIR_OTHER_VERSION',
    message: expect.stringContaining('9.6'),
  })
})

test('a port in use is named, and the folder can be used at once', async () => {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startPostgres({ dataDir: root, port })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(String(port)),
  })
  await new Promise((resolve) => listener.close(resolve))
  expect(await servers.start({ dataDir: root, port })).toMatchObject({ port })
})
