import { expect } from '@jest/globals'
import { Redis } from 'ioredis'
import { tenantSchema } from '../../infra/postgres/tenant-schema.ts'
import { closeRedisConnections } from '../../infra/redis/shared-connection.ts'
import { redisTest, type TestRedis } from '../../infra/run/local/testing/redis.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { type Desk, deskOf, dueToday, line } from './testing/desk.ts'
import { waitFor } from './testing/wait-for.ts'

/** Longer than a test may take: what is not dropped from Redis would never be right in time. */
const INVOICE_CACHE_TTL_SECONDS = '60'
const timeoutMs = 50_000

const withRedis = await redisTest()

type Parts = { service: TestService; desk: Desk; redis: Redis }

const withService = async ({ url }: TestRedis, work: (parts: Parts) => Promise<void>): Promise<void> => {
  const service = await startTestService({ environment: { REDIS_URL: url, INVOICE_CACHE_TTL_SECONDS } })
  const redis = new Redis(url).on('error', () => undefined)
  try {
    await work({ service, desk: deskOf(await service.as('admin', 'acme')), redis })
  } finally {
    redis.disconnect()
    await service.stop()
    await closeRedisConnections()
  }
}

/** Reads the invoice until Redis has its row. */
const readUntilKept = ({ service, desk, redis }: Parts, id: string): Promise<true> => {
  const { DATABASE_NAME } = service.environment
  const key = `finance:{tenant:acme}:${DATABASE_NAME}:invoice:${id}:state`
  return waitFor(async () => {
    await desk.read(id)
    return (await redis.hexists(key, 'value')) === 1 ? true : undefined
  })
}

/** Waits until a query without minRevision shows the revision. */
const awaitShown = (desk: Desk, { id, revision }: { id: string; revision: number }) =>
  waitFor(async () => ((await desk.read(id)).revision === revision ? true : undefined))

/** From a draft to a payment. After each command a query with its revision shows at least that. */
const checkWholeLife = async (desk: Desk): Promise<void> => {
  const { id } = await desk.create([line('1', '100')], dueToday())
  const check = async (changed: { revision: number }) => {
    const shown = await desk.read(id, changed.revision)
    expect(shown.revision).toBeGreaterThanOrEqual(changed.revision)
    return shown
  }
  await check(await desk.run('submit', { id }))
  await check(await desk.run('approve', { id }))
  const input = { amount: '10', method: 'CASH', paidOn: dueToday().dueDate }
  const paid = await check(await desk.run('pay', { id, input }))
  expect(paid).toMatchObject({ status: 'PARTIALLY_PAID', paidAmount: { amount: '10.00' } })
  await awaitShown(desk, paid)
}

withRedis(
  'an invoice that Redis has is read from it until it changes',
  (server) =>
    withService(server, async (parts) => {
      const { service, desk } = parts
      const { id } = await desk.create([line('1', '100')])
      await readUntilKept(parts, id)
      await service.database`delete from ${service.database(tenantSchema({ tenantId: 'acme', version: 1 }))}.invoices where id = ${id}`
      expect(await desk.read(id)).toMatchObject({ id, status: 'DRAFT' })
      expect(await deskOf(await service.as('admin', 'bengal')).read(id)).toBeNull()
      const submitted = await desk.run('submit', { id })
      await awaitShown(desk, submitted)
      expect(await desk.read(id)).toMatchObject({ id, status: 'PENDING_APPROVAL' })
    }),
  timeoutMs,
)

withRedis(
  'a Redis that is frozen, gone or full changes no answer',
  (server) =>
    withService(server, async (parts) => {
      const { desk, redis } = parts
      await checkWholeLife(desk)
      const { id } = await desk.create([line('1', '100')])
      await readUntilKept(parts, id)

      server.freeze()
      await checkWholeLife(desk)
      const submitted = await desk.run('submit', { id })
      expect(await desk.read(id, submitted.revision)).toMatchObject({ status: 'PENDING_APPROVAL' })
      server.goOn()
      expect(await desk.read(id, submitted.revision)).toMatchObject({ status: 'PENDING_APPROVAL' })
      await checkWholeLife(desk)

      await server.stop()
      await checkWholeLife(desk)
      await server.startAgain()
      await checkWholeLife(desk)
      await readUntilKept(parts, id)

      await redis.config('SET', 'maxmemory-policy', 'noeviction')
      await redis.config('SET', 'maxmemory', '1')
      await checkWholeLife(desk)
      const approved = await desk.run('approve', { id })
      await awaitShown(desk, approved)
    }),
  timeoutMs,
)

withRedis(
  'while Redis is frozen or gone the service is ready, and the report shows it',
  (server) =>
    withService(server, async ({ service }) => {
      const awaitCache = (status: string) =>
        waitFor(async () => {
          const response = await fetch(`${service.url}/health/ready`)
          const report = (await response.json()) as Record<
            string,
            string | Record<string, { status: string }>
          >
          expect([response.status, report.status]).toEqual([200, 'ok'])
          const { cache } = report.details as Record<string, { status: string }>
          return cache?.status === status ? report : undefined
        })
      await awaitCache('up')
      server.freeze()
      const { error, info } = await awaitCache('down')
      expect([error, info]).toEqual([
        { cache: { status: 'down', message: expect.stringMatching(/no response|does not reply/) } },
        expect.objectContaining({ database: { status: 'up' } }),
      ])
      server.goOn()
      await awaitCache('up')
      await server.stop()
      await awaitCache('down')
      const live = await fetch(`${service.url}/health/live`)
      expect(Object.keys(((await live.json()) as { details: object }).details)).toEqual([
        'database',
        'eventstore',
      ])
    }),
  timeoutMs,
)
