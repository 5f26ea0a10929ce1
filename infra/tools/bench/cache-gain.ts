import { Redis } from 'ioredis'
import { findRedisServer, type LocalRedis, startRedis } from '../../run/local/redis/start.ts'
import { runConcurrently } from './concurrently.ts'
import { confidenceInterval, mean } from './confidence-interval.ts'
import { type Figure, notMeasured, times, type Unit, withoutBudget } from './figure.ts'
import { graphqlClient } from './graphql-client.ts'
import { startHostProcess } from './host-process.ts'
import { type Created, createInvoice, registerTenant, tenantId } from './requests.ts'
import { type Service, tokenFor } from './service.ts'
import { time } from './time.ts'

type Options = { rounds: number; log(line: string): void }

const line = 'invoice read with Redis / without, time'
const invoicesPerRound = 100
const concurrency = 8
const warmUpRounds = 5

/** Two hosts with all their logins beside the service would exceed the connections of the database. */
const smallPool = { DATABASE_POOL_SIZE: '8' }

/**
 * Measures what a cache of invoices in Redis gains. Two hosts on the same stores, one with a cache and one
 * without, get the same requests in turns, so that the load of the machine is the same for both.
 */
export const measureCacheGain = async (service: Service, options: Options): Promise<Figure> => {
  if (!isRedisThere()) return notMeasured(line, 'redis-server is not on the PATH')
  const redis = await startRedis()
  try {
    await registerTenant(service)
    return figureOf(await measurePairs(service, redis, options))
  } finally {
    await redis.stop()
  }
}

const isRedisThere = (): boolean => {
  try {
    findRedisServer()
    return true
  } catch {
    return false
  }
}

/** How long the host with the cache took, as a multiple of the time of the other one, in each pair. */
type Ratios = { hits: number[]; misses: number[] }

const measurePairs = async (
  service: Service,
  redis: LocalRedis,
  { rounds, log }: Options,
): Promise<Ratios> => {
  const cached = { REDIS_URL: redis.url, INVOICE_CACHE_TTL_SECONDS: '60' }
  const on = await openHost({ ...service.environment, ...smallPool, ...cached })
  const off = await openHost({ ...service.environment, ...smallPool })
  const client = new Redis(redis.url)
  const ratios: Ratios = { hits: [], misses: [] }
  try {
    const invoices = await createProjected(service, off)
    for (let round = -warmUpRounds; round < rounds; round++) {
      await client.flushall()
      // Nothing is in Redis in the first pair, and everything in the second.
      const miss = await compare(on, off, invoices, round % 2 === 0)
      const kept = await client.dbsize()
      const hit = await compare(on, off, invoices, round % 2 === 0)
      if (round < 0) continue
      if (kept < invoices.length) throw new Error('Redis does not have every invoice that was read')
      ratios.misses.push(miss)
      ratios.hits.push(hit)
      if (round % 10 === 9) log(`${round + 1} of ${rounds} rounds`)
    }
    return ratios
  } finally {
    client.disconnect()
    await Promise.all([on.close(), off.close()])
  }
}

type BenchHost = { read(invoice: Created): Promise<void>; close(): Promise<void> }

const query = `query ($id: ID!, $revision: Int) {
  invoice(id: $id, minRevision: $revision) {
    id revision invoiceNumber status invoiceDate dueDate buyer { name address } grandTotal { amount }
    lineItems { description quantity unitPrice amount { amount } vatAmount { amount } total { amount } }
  }
}`

const openHost = async (environment: Record<string, string>): Promise<BenchHost> => {
  const host = await startHostProcess(environment)
  const client = graphqlClient(host.url, await tokenFor('admin', tenantId))
  return {
    read: async ({ id, revision }) => {
      const invoice = await client.execute<{ revision: number } | null>(query, { id, revision })
      if (invoice?.revision !== revision)
        throw new Error(`Invoice ${id} was not shown at revision ${revision}`)
    },
    close: async () => {
      client.close()
      await host.kill()
    },
  }
}

/** Creates the invoices and waits until the read model has them. */
const createProjected = async (service: Service, host: BenchHost): Promise<Created[]> => {
  const execute = await service.clientFor('admin', tenantId)
  const invoices: Created[] = []
  while (invoices.length < invoicesPerRound) invoices.push(await createInvoice(execute))
  for (const invoice of invoices) await host.read(invoice)
  return invoices
}

const compare = async (
  on: BenchHost,
  off: BenchHost,
  invoices: readonly Created[],
  isOnFirst: boolean,
): Promise<number> => {
  const runRound = async ({ read }: BenchHost): Promise<number> => {
    const readOne = (index: number) => read(invoices[index] as Created)
    return (await time(() => runConcurrently(invoices.length, concurrency, readOne))).tookMs
  }
  // The host that is asked second may profit from the first, so they also take turns in being first.
  const first = await runRound(isOnFirst ? on : off)
  const second = await runRound(isOnFirst ? off : on)
  return isOnFirst ? first / second : second / first
}

const percent: Unit = (share) => `${(share * 100).toFixed(0)} %`

const figureOf = ({ hits, misses }: Ratios): Figure => {
  const [hit, miss] = [mean(hits), mean(misses)]
  const interval = (values: readonly number[]) => confidenceInterval(values).map(times).join(' to ')
  const gain =
    hit < 1
      ? `gains from ${percent(Math.max(0, (miss - 1) / (miss - hit)))} hits on`
      : 'gains nothing at any share of hits'
  return withoutBudget(
    line,
    `${times(hit)} hit, ${times(miss)} miss`,
    `${gain}; 95 % intervals ${interval(hits)} and ${interval(misses)}, ${hits.length} pairs each of ` +
      `${invoicesPerRound} requests`,
  )
}
