import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import type { Postgres } from '../postgres/start.ts'
import { startNodeProcess } from './contract/node-process.ts'
import { collect, freshStream, rejection, startTestPostgres, testEvent } from './contract/test-store.ts'
import { memoryFlags } from './memory-flags.ts'

const main = join(import.meta.dirname, 'main.ts')
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

type Run = {
  child: ChildProcess
  line: Promise<string>
  output: { stdout: string; stderr: string }
  code: Promise<number | null>
}

const run = (args: string[], environment: Record<string, string> = {}): Run => {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } })
  children.push(child)
  const output = { stdout: '', stderr: '' }
  const line = Promise.withResolvers<string>()
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk
    if (output.stdout.includes('\n')) line.resolve(output.stdout.trim())
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk
  })
  return { child, line: line.promise, output, code: once(child, 'close').then(([code]) => code) }
}

test('npm run eventstore starts it with the memory flags that npm run dev gives it', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'))
  expect(scripts.eventstore).toBe(`exec node ${memoryFlags.join(' ')} infra/run/local/event-store/main.ts`)
})

test('--help prints the environment variables', async () => {
  const { code, output } = run(['--help'])
  expect(await code).toBe(0)
  expect(output.stdout).toContain('EVENTSTORE_PORT')
})

test('an unknown argument ends with exit code 2 and is named', async () => {
  const { code, output } = run(['--port', '1'])
  expect(await code).toBe(2)
  expect(output).toMatchObject({ stdout: '', stderr: expect.stringContaining('--port') })
})

test('alone it starts PostgreSQL, prints its address, stops on a signal, recovers from kill -9', async () => {
  const environment = { DATA_DIR: mkdtempSync(join(tmpdir(), 'eventstore-test-')), EVENTSTORE_PORT: '0' }
  const stream = freshStream()
  const append = async (connectionString: string, n: number) => {
    const client = EventStoreDBClient.connectionString(connectionString)
    await client.appendToStream(stream, testEvent(n), {
      expectedRevision: n === 0 ? 'no_stream' : BigInt(n - 1),
    })
    const count = (await collect(client.readStream(stream))).length
    await client.dispose()
    return count
  }
  const first = run([], environment)
  expect(await first.line).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/)
  expect(await append(await first.line, 0)).toBe(1)
  first.child.kill('SIGKILL')
  await first.code
  const second = run([], environment)
  expect(await append(await second.line, 1)).toBe(2)
  // Again and again, as npm passes Ctrl-C on a second time.
  for (; second.child.exitCode === null && second.child.signalCode === null; await setImmediate())
    second.child.kill('SIGINT')
  expect(await second.code).toBe(0)
  const third = run([], environment)
  expect(await append(await third.line, 2)).toBe(3)
  third.child.kill('SIGTERM')
  expect(await third.code).toBe(0)
}, 60_000)

/** NaN, to which no signal can be sent, while the file is empty. */
const postgresPid = (dataDir: string): number =>
  Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)

/** Repeats the call until it succeeds. */
const untilAvailable = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
}

test('a PostgreSQL that is killed alone is started again, and one that cannot start ends the node', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'eventstore-test-'))
  const node = run([], { DATA_DIR: dataDir, EVENTSTORE_PORT: '0' })
  const client = EventStoreDBClient.connectionString(await node.line)
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(0))
  process.kill(postgresPid(dataDir), 'SIGKILL')
  const event = testEvent(1)
  await untilAvailable(() => client.appendToStream(stream, event, { expectedRevision: 0n }))
  // The append may have gone through a connection that outlived the killed process for a moment.
  expect(await untilAvailable(() => collect(client.readStream(stream)))).toHaveLength(2)
  await client.dispose()

  const pid = postgresPid(dataDir)
  renameSync(join(dataDir, 'postgres'), join(dataDir, 'moved'))
  process.kill(pid, 'SIGKILL')
  expect(await node.code).toBe(1)
  expect(node.output.stderr).toMatch(/POSTGRES_ENDED: PostgreSQL ended too often/)
}, 60_000)

test('a port in use is reported with the port and the variable that changes it', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const postgres = await startTestPostgres()
  const error = await rejection(startNodeProcess({ ...postgres, database: 'eventstore' }, port))
  expect(error).toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${port}.*EVENTSTORE_PORT`)),
  })
  occupant.close()
  await postgres.stop()
}, 30_000)

test('as a child process it ends when its parent is gone', async () => {
  const postgres: Postgres = await startTestPostgres()
  const child = fork(main, {
    env: {
      ...process.env,
      EVENTSTORE_PORT: '0',
      EVENTSTORE_NODE_DATABASE: JSON.stringify({ ...postgres, database: 'eventstore' }),
    },
    silent: true,
  })
  children.push(child)
  expect((await once(child, 'message'))[0]).toMatchObject({
    ready: true,
    connectionString: expect.stringContaining('esdb://127.0.0.1:'),
  })
  const exited = once(child, 'exit')
  child.disconnect()
  expect(await exited).toEqual([0, null])
  await postgres.stop()
}, 30_000)
