import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type BuiltService, buildService } from '../local/testing/built-service.ts'
import { creating, listing, type Outcome, send } from '../local/testing/request-load.ts'

let service: BuiltService
const children: ChildProcess[] = []
beforeAll(async () => {
  service = await buildService()
}, 120_000)
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => service.stop(), 60_000)

/** Starts the built service as `npm start` does. */
const start = async () => {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [join(service.folder, 'dist/main.js')], {
    cwd: service.folder,
    env: { ...service.environment, PATH, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  const exited = once(child, 'exit')
  let output = ''
  let url: string | undefined
  child.stderr.on('data', (chunk) => {
    output += chunk
    url ??= /http:\S+/.exec(output)?.[0]
    if (url !== undefined) child.emit('serving')
  })
  await Promise.race([once(child, 'serving'), exited])
  if (url === undefined) throw new Error(`It did not start:\n${output}`)
  return { child, url, exited, output: () => output }
}

const succeeded: Outcome = { status: 200, errors: [], closes: false }

test('kill -TERM finishes every request on an open connection, releases the lease, and ends with 0', async () => {
  const { child, url, exited, output } = await start()
  const target = { url, token: await service.registerTenant(url) }
  const agent = new Agent({ keepAlive: true })
  const connections = Array.from({ length: 60 })
  const opened = await Promise.all(connections.map(() => send(target, listing(), agent)))
  expect(opened).toEqual(connections.map(() => succeeded))

  // All are on their way when the signal comes, and the process has read some, or none, of them.
  const running = connections.map(() => send(target, creating(), agent))
  await setImmediate()
  child.kill('SIGTERM')
  const outcomes = await Promise.all(running)
  expect(outcomes.map(({ status, errors }) => ({ status, errors }))).toEqual(
    connections.map(() => ({ status: 200, errors: [] })),
  )
  // The clients learn that their connections end. Only a response from before the signal does not say so.
  expect(outcomes.some(({ closes }) => closes)).toBe(true)

  expect(await exited).toEqual([0, null])
  expect(output()).not.toMatch(/"level":"(warn|error)"/)
  expect(await service.database`select holder from finance.relay`).toEqual([{ holder: null }])
  expect((await send(target, listing(), new Agent())).status).toBe(0)
  agent.destroy()
}, 120_000)
