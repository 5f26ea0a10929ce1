import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect } from '@jest/globals'
import { signToken } from '../../auth/token.ts'
import { pathAndCache } from '../local/testing/path-and-cache.ts'
import { redisTest, type TestRedis } from '../local/testing/redis.ts'

/** Processes of the real service on one Redis. No expectation depends on how fast the machine is. */
const withRedis = await redisTest()
const perSecond = 20
const burst = 40
const limits = { RATE_LIMIT_PER_SECOND: String(perSecond), RATE_LIMIT_BURST: String(burst) }

const secret = 'a-secret-of-the-tests-of-32-characters'
const tokenOf = (tenantId: string) => signToken({ userId: 'u-1', tenantId, role: 'admin' }, secret)

type HostProcess = { url: string; child: ChildProcess; log: () => string }

const running: HostProcess[] = []
afterEach(async () => {
  for (const { child } of running.splice(0)) {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
})

/** The request of the tests, `{ __typename }`, needs no store. */
const startHost = async ({ url }: TestRedis): Promise<HostProcess> => {
  const { HOME } = process.env
  const child = fork(join(import.meta.dirname, 'main.ts'), [], {
    env: {
      ...pathAndCache(),
      HOME,
      PORT: '0',
      LOG_LEVEL: 'warn',
      JWT_ACCESS_SECRET: secret,
      REDIS_URL: url,
      ...limits,
    },
    execArgv: [],
    silent: true,
  })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk
  })
  const [report] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [{ port?: number }]
  if (report?.port === undefined) throw new Error(`The host did not start:\n${log}`)
  const host = { url: `http://127.0.0.1:${report.port}`, child, log: () => log }
  running.push(host)
  return host
}

const send = async ({ url }: HostProcess, token: string): Promise<number> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  })
  await response.arrayBuffer()
  return response.status
}

/**
 * Sends requests to the hosts in turn, at most 20 at once, until `done`. Returns how many had each status.
 */
const sendUntil = async (hosts: HostProcess[], token: string, done: (sent: number) => boolean) => {
  const counts: Record<number, number> = {}
  let sent = 0
  const sendInTurn = async () => {
    while (!done(sent)) {
      const status = await send(hosts[sent++ % hosts.length] as HostProcess, token)
      counts[status] = (counts[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 20 }, sendInTurn))
  return counts
}

/** Sends requests at the rate, until `done`, and returns the statuses. */
const keepToTheRate = async (hosts: HostProcess[], token: string, done: () => boolean) => {
  const statuses: Promise<number>[] = []
  while (!done()) {
    statuses.push(send(hosts[statuses.length % hosts.length] as HostProcess, token))
    await pause(1000 / perSecond)
    // What waits in a slow machine would arrive at once.
    if (statuses.length % perSecond === 0) await Promise.all(statuses)
  }
  return new Set(await Promise.all(statuses))
}

withRedis('a tenant has one limit in two processes, and another tenant notices nothing', async (redis) => {
  const hosts = await Promise.all([startHost(redis), startHost(redis)])
  const [acme, bengal] = await Promise.all([tokenOf('acme'), tokenOf('bengal')])
  await Promise.all(hosts.map((host) => send(host, acme)))

  const startedAtMs = performance.now()
  const flood = sendUntil(hosts, acme, (sent) => sent === 10 * burst)
  let isOver = false
  const [flooded, kept] = await Promise.all([
    flood.finally(() => {
      isOver = true
    }),
    keepToTheRate(hosts, bengal, () => isOver),
  ])
  const seconds = (performance.now() - startedAtMs) / 1000
  const { 200: passed = 0, 429: refused = 0 } = flooded
  expect(passed + refused).toBe(10 * burst)
  // A process that had no reply from Redis in time limited the tenant by itself.
  const alone = hosts.filter(({ log }) => log().includes('by itself')).length
  expect(passed).toBeLessThanOrEqual((burst + perSecond * seconds) * (1 + alone))
  expect(passed).toBeGreaterThanOrEqual(burst - 2)
  expect([...kept]).toEqual([200])

  await pause(2_000)
  expect(await sendUntil(hosts, acme, (sent) => sent === burst)).toEqual({ 200: burst })
})

withRedis(
  'no request is refused or lost because Redis stops replying, ends, or comes back',
  async (redis) => {
    const host = await startHost(redis)
    const token = await tokenOf('acme')
    const sendSome = () => sendUntil([host], token, (sent) => sent === 10)
    expect(await sendSome()).toEqual({ 200: 10 })
    redis.freeze()
    expect(await sendSome()).toEqual({ 200: 10 })
    redis.goOn()
    await redis.stop()
    expect(await sendSome()).toEqual({ 200: 10 })
    await pause(1_500)
    await redis.startAgain()
    while (!host.log().includes('cannot be reached')) await pause(20)
    expect(await sendSome()).toEqual({ 200: 10 })
  },
)
