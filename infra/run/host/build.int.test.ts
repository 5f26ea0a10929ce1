import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { buildHost } from './build.ts'

jest.setTimeout(60_000)

const dist = mkdtempSync(join(tmpdir(), 'finance-dist-'))
const children: ChildProcess[] = []
beforeAll(() => buildHost(resolve(import.meta.dirname, '../../..'), dist))
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(dist, { recursive: true, force: true }))

/** Stores that are named but not there: enough to start. */
const configured = {
  PORT: '0',
  LOG_LEVEL: 'silent',
  JWT_ACCESS_SECRET: 'x'.repeat(32),
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: '1',
  DATABASE_USERNAME: 'owner',
  DATABASE_PASSWORD: 'secret-of-the-owner',
  DATABASE_WRITER_PASSWORD: 'w',
  DATABASE_READER_PASSWORD: 'r',
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
}

/** The built service as `npm start` runs it, in a folder without node_modules; `says` waits until it has said what is asked for. */
const started = (env: Record<string, string>, ...args: string[]) => {
  const child = spawn(process.execPath, [join(dist, 'main.js'), ...args], {
    cwd: dist,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      child.emit('said')
    })
  const says = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) await once(child, 'said')
    return pattern.exec(text)?.[0] ?? ''
  }
  return { child, says, exited: once(child, 'close').then(([code]) => ({ code, text })) }
}

test('without its configuration it does not start, and names what is missing, but no value', async () => {
  const { code, text } = await started({
    DATABASE_HOST: 'db',
    DATABASE_PASSWORD: 'secret-of-the-owner',
    JWT_ACCESS_SECRET: 'short',
  }).exited
  expect(code).toBe(1)
  for (const name of [
    'EVENTSTORE_CONNECTION_STRING',
    'DATABASE_READER_PASSWORD',
    'DATABASE_WRITER_PASSWORD',
    'DATABASE_USERNAME',
  ])
    expect(text).toContain(`${name} is not set`)
  expect(text).toContain('JWT_ACCESS_SECRET is not valid')
  expect(text).not.toContain('secret-of-the-owner')
})

test('a level of the log that does not exist is named too, and an empty one is the usual one', async () => {
  const misspelt = { KAFKA_BROKER: 'kafka:9092' }
  const refused = await started({ ...configured, ...misspelt, LOG_LEVEL: 'loudest' }).exited
  expect([refused.code, refused.text]).toEqual([1, expect.stringContaining('LOG_LEVEL is not valid')])
  const { child, says } = started({ ...configured, ...misspelt, LOG_LEVEL: '' })
  await says(/did you mean KAFKA_BROKERS\?/)
  child.kill('SIGTERM')
})

test('it serves, and a signal stops it cleanly', async () => {
  const { child, says, exited } = started(configured)
  const url = await says(/http:\S+/)
  const answer = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })
  expect([answer.status, (await answer.json()).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  child.kill('SIGTERM')
  expect((await exited).code).toBe(0)
})

test('a client that hangs up in the middle of its request is no error of ours', async () => {
  const { child, says, exited } = started({ ...configured, LOG_LEVEL: 'debug' })
  const socket = connect(Number(new URL(await says(/http:\S+/)).port), '127.0.0.1')
  socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', () => socket.destroy())
  expect(JSON.parse(await says(/.*hung up.*(?=\n)/)).level).toBe('debug')
  child.kill('SIGTERM')
  expect((await exited).text).not.toContain('The gateway failed')
})

test('a port in use is said with its variable', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '0.0.0.0', listening))
  const { port } = other.address() as { port: number }
  const { code, text } = await started({ ...configured, PORT: String(port) }).exited
  expect([code, text]).toEqual([1, expect.stringMatching(new RegExp(`Port ${port} is taken.*PORT`))])
  await new Promise((closed) => other.close(closed))
})

test('--help says how, and an unknown argument is a wrong call', async () => {
  expect(await started({}, '--help').exited).toEqual({ code: 0, text: expect.stringContaining('npm start') })
  expect((await started({}, '--halp').exited).code).toBe(2)
})
