import { expect, test } from '@jest/globals'
import { seen } from './fixtures/functions/seen.ts'
import { hostStarter } from './fixtures/started-hosts.ts'
import type { Host } from './start.ts'

const startOnFixtures = hostStarter()
const start = (HOST_ROLES: string): Promise<Host> =>
  startOnFixtures({ environment: { HOST_ROLES, LOG_LEVEL: 'silent' } })

const statusOf = async (host: Host, path: string): Promise<number> => {
  const response = await fetch(host.url + path)
  await response.text()
  return response.status
}

const statuses = async (host: Host) => [
  await statusOf(host, '/health/live'),
  await statusOf(host, '/metrics'),
  await statusOf(host, '/echo/1'),
]

/** The schedules run at the start; stopping waits for these runs. */
const startAndStop = async (roles: string): Promise<string[]> => {
  await (await start(roles)).stop()
  return seen.map((call) => call.function)
}

test('with http a process serves all requests and runs no schedule', async () => {
  expect(await statuses(await start('http'))).toEqual([200, 200, 200])
  expect(await startAndStop('http')).not.toContain('tick')
})

test('with jobs a process runs the schedules, and serves health, metrics and nothing else', async () => {
  expect(await statuses(await start('jobs'))).toEqual([200, 200, 404])
  expect(await startAndStop('jobs')).toContain('tick')
})

test.each(['', 'jobs, http'])('HOST_ROLES="%s" is both', async (roles) => {
  expect(await statuses(await start(roles))).toEqual([200, 200, 200])
  expect(await startAndStop(roles)).toContain('tick')
})

test('an unknown role is an error that names the variable', async () => {
  await expect(start('web')).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringMatching(/HOST_ROLES is not valid: http or jobs is needed/),
  })
})
