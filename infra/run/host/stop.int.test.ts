import { expect, test } from '@jest/globals'
import { openConnection } from './fixtures/open-connection.ts'
import { hostStarter } from './fixtures/started-hosts.ts'
import type { Host } from './start.ts'

const startOnFixtures = hostStarter()
const start = (idleGraceMs: number): Promise<Host> => startOnFixtures({ stopTimeoutMs: 60_000, idleGraceMs })

const request = 'GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n'
/** The end of the body of the function echo. */
const response = /"environment":.*\}$/s

test('a request that comes on an open connection during the stop is served, and ends the connection', async () => {
  const host = await start(60_000)
  const connection = await openConnection(host.port)
  connection.write(request)
  expect(await connection.waitFor(response)).toMatch(/connection: keep-alive/i)
  const stopped = host.stop()
  connection.write(request)
  const [, second] = (await connection.closed).split(/(?=HTTP\/1\.1 )/)
  expect(second).toMatch(/^HTTP\/1\.1 200 OK.*connection: close/is)
  // It does not wait for the rest of the grace.
  await stopped
})

test('a connection without a request is closed after the grace', async () => {
  const host = await start(50)
  const connection = await openConnection(host.port)
  await host.stop()
  expect(await connection.closed).toBe('')
})

test('a new connection is refused as soon as the stop begins', async () => {
  const host = await start(60_000)
  const connection = await openConnection(host.port)
  const stopped = host.stop()
  await expect(fetch(`${host.url}/echo/1`)).rejects.toThrow()
  connection.socket.destroy()
  await stopped
})
