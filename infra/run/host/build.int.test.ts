import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { absentStores } from '../local/testing/absent-stores.ts'
import { buildHost } from './build.ts'

jest.setTimeout(60_000)

const dist = mkdtempSync(join(tmpdir(), 'finance-dist-'))
/** Sources that lack some handlers. */
const incomplete = mkdtempSync(join(tmpdir(), 'finance-sources-'))
const children: ChildProcess[] = []
const root = resolve(import.meta.dirname, '../../..')
beforeAll(() => buildHost(root, dist))
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => {
  for (const folder of [dist, `${dist}.unfinished`, incomplete])
    rmSync(folder, { recursive: true, force: true })
})

const configured = { ...absentStores, PORT: '0' }

/**
 * Starts the built service as `npm start` does, in a folder without node_modules. `waitForOutput` returns the
 * first match of a pattern in its output.
 */
const start = (env: Record<string, string>, ...args: string[]) => {
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
      child.emit('output')
    })
  const waitForOutput = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) await once(child, 'output')
    return pattern.exec(text)?.[0] ?? ''
  }
  return { child, waitForOutput, exited: once(child, 'close').then(([code]) => ({ code, text })) }
}

test('without its configuration it does not start, and names the variables but no value', async () => {
  const { code, text } = await start({
    DATABASE_HOST: 'db',
    DATABASE_PASSWORD: 'secret-of-the-owner',
    JWT_ACCESS_SECRET: 'short',
  }).exited
  expect(code).toBe(1)
  for (const name of [
    'EVENTSTORE_CONNECTION_STRING',
    'DATABASE_READER_PASSWORD',
    'DATABASE_WRITER_PASSWORD',
    'DATABASE_AUTH_PASSWORD',
    'DATABASE_USERNAME',
    'JWT_REFRESH_SECRET',
  ])
    expect(text).toContain(`${name} is not set`)
  expect(text).toContain('JWT_ACCESS_SECRET is not valid')
  expect(text).not.toContain('secret-of-the-owner')
})

test('an unknown log level is an error', async () => {
  const failed = await start({ ...configured, LOG_LEVEL: 'loudest' }).exited
  expect([failed.code, failed.text]).toEqual([1, expect.stringContaining('LOG_LEVEL is not valid')])
})

test('an empty log level is the default, and a misspelt variable is a warning', async () => {
  const { child, waitForOutput } = start({ ...configured, KAFKA_BROKER: 'kafka:9092', LOG_LEVEL: '' })
  await waitForOutput(/did you mean KAFKA_BROKERS\?/)
  child.kill('SIGTERM')
})

test('it serves requests, and SIGTERM stops it with exit code 0', async () => {
  const { child, waitForOutput, exited } = start(configured)
  const url = await waitForOutput(/http:\S+/)
  const response = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })
  expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([
    401,
    'UNAUTHENTICATED',
  ])
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  child.kill('SIGTERM')
  expect((await exited).code).toBe(0)
})

test('a client that closes its connection in the middle of a body is not logged as an error', async () => {
  const { child, waitForOutput, exited } = start({ ...configured, LOG_LEVEL: 'debug' })
  const socket = connect(Number(new URL(await waitForOutput(/http:\S+/)).port), '127.0.0.1')
  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', () => socket.destroy())
  expect(JSON.parse(await waitForOutput(/.*closed the connection.*(?=\n)/)).level).toBe('debug')
  child.kill('SIGTERM')
  expect((await exited).text).not.toContain('The gateway failed')
})

test('a port in use is an error that names PORT', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '0.0.0.0', listening))
  const { port } = other.address() as { port: number }
  const { code, text } = await start({ ...configured, PORT: String(port) }).exited
  expect([code, text]).toEqual([1, expect.stringMatching(new RegExp(`Port ${port} is in use.*PORT`))])
  await new Promise((closed) => other.close(closed))
})

test('--help prints the usage, and an unknown argument is an error', async () => {
  expect(await start({}, '--help').exited).toEqual({ code: 0, text: expect.stringContaining('npm start') })
  expect((await start({}, '--halp').exited).code).toBe(2)
})

test('the build before is whole until the next one is, and stays when that one fails', async () => {
  mkdirSync(join(incomplete, 'functions'))
  const functions = readdirSync(join(root, 'functions')).filter((name) => name !== 'projections')
  for (const path of ['serverless.yml', 'infra', ...functions.map((name) => join('functions', name))])
    symlinkSync(join(root, path), join(incomplete, path))
  const failing = buildHost(incomplete, dist)
  expect(existsSync(join(dist, 'main.js'))).toBe(true)
  await expect(failing).rejects.toThrow('Could not resolve')
  expect(existsSync(join(dist, 'main.js'))).toBe(true)
  await buildHost(root, dist)
  expect(readdirSync(dirname(dist)).filter((name) => name.startsWith(basename(dist)))).toEqual([
    basename(dist),
  ])
})
