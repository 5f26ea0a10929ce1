import { spawn } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { query, serversInFolder } from './testing/servers.ts'

// Servers start here, on machines that may be busy.
jest.setTimeout(60_000)

let servers: ReturnType<typeof serversInFolder>
let root: string
let lines: string[]
const log = (line: string) => void lines.push(line)

beforeEach(() => {
  servers = serversInFolder()
  root = servers.root
  lines = []
})

afterEach(() => servers.cleanUp())

test('a killed server is started again on the same port, and has the data', async () => {
  const server = await servers.start({ dataDir: root, log })
  await query(server, (sql) => sql`create table kept as select 1 as one`)
  lines = []
  for (const round of [1, 2]) {
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    while (server.pid === pid) await pause(10)
    expect(await query(server, (sql) => sql`select one from kept`)).toEqual([{ one: 1 }])
    expect(lines).toHaveLength(round)
    expect(lines.at(-1)).toContain(`process ${pid}`)
  }
})

test('a server that cannot be started again is given up with its reason and its log file', async () => {
  const server = await servers.start({ dataDir: root, log })
  renameSync(join(root, 'postgres'), join(root, 'moved'))
  process.kill(server.pid, 'SIGKILL')
  expect(await server.ended).toMatchObject({
    code: 'POSTGRES_ENDED',
    message: expect.stringMatching(/ended too often.*postgres\.log/s),
  })
})

test('a stop while the server is being started again leaves no server', async () => {
  const server = await servers.start({ dataDir: root, log })
  process.kill(server.pid, 'SIGKILL')
  await server.stop()
  const next = await servers.start({ dataDir: root })
  expect(await query(next, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

const onLinux = process.platform === 'linux' ? test : test.skip

onLinux(
  'the postmaster.pid of a killed server that nobody has collected does not prevent the start',
  async () => {
    const first = await servers.start({ dataDir: root })
    await first.stop()
    const { pid, release } = await startZombie()
    writeFileSync(join(root, 'postgres', 'postmaster.pid'), `${pid}\n${root}/postgres\n`)
    try {
      const server = await servers.start({ dataDir: root })
      expect(await query(server, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
    } finally {
      release()
    }
  },
)

/**
 * A process that has ended and whose parent does not collect it, as the first process of some containers. It
 * ends only after its shell has become `sleep`, because a shell would collect it.
 */
const startZombie = async (): Promise<{ pid: number; release(): void }> => {
  const parent = spawn('sh', ['-c', '(read line <&3) & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  })
  const { value } = await createInterface(parent.stdout as Readable)
    [Symbol.asyncIterator]()
    .next()
  const hasBecomeSleep = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() === 'sleep'
  while (!hasBecomeSleep()) await pause(10)
  const ends = parent.stdio[3] as Writable
  ends.end('end\n')
  const isZombie = () => /^State:\s+Z/m.test(readFileSync(`/proc/${value}/status`, 'utf8'))
  while (!isZombie()) await pause(10)
  return { pid: Number(value), release: () => void parent.kill('SIGKILL') }
}
