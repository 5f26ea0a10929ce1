import { createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import { hostRuntime } from '../../lambda/runtime.ts'
import { seen } from './fixtures/functions/seen.ts'
import { hostStarter } from './fixtures/started-hosts.ts'
import type { Host } from './start.ts'

const startOnFixtures = hostStarter()
const start = (port = 0): Promise<Host> => startOnFixtures({ environment: {}, port, stopTimeoutMs: 2_000 })

test('a schedule runs at the start if it is enabled', async () => {
  const host = await start()
  await host.stop()
  expect(seen.filter((call) => call.function === 'tick')).toEqual([
    { function: 'tick', event: expect.objectContaining({ source: 'aws.events', region: 'ap-southeast-1' }) },
  ])
})

test('stopping waits for a running request and an accepted invocation, and takes no more', async () => {
  const host = await start()
  await host.warm()
  const running = fetch(`${host.url}/respond`, {
    method: 'POST',
    body: JSON.stringify({ waitMs: 200, response: { statusCode: 200, body: 'done' } }),
  })
  await host.invoke('alone', { waitMs: 100 }, 'Event')
  const later = await fetch(`${host.url}/echo/1`)
  await later.text()
  const stopped = host.stop()
  await expect(running.then((response) => response.text())).resolves.toBe('done')
  await stopped
  expect(seen.filter((call) => call.function === 'alone')).toHaveLength(1)
  await expect(fetch(`${host.url}/echo/1`)).rejects.toThrow()
  expect(hostRuntime()).toBeUndefined()
})

test('a port in use is an error that names PORT, and nothing keeps running', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const { port } = other.address() as { port: number }
  await expect(start(port)).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${port}.*PORT`)),
  })
  expect(hostRuntime()).toBeUndefined()
  await new Promise((closed) => other.close(closed))
})
