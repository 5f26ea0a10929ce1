import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runConcurrently } from './concurrently.ts'
import { confidenceInterval, mean } from './confidence-interval.ts'
import { atMost, type Figure, type Unit } from './figure.ts'
import { graphqlClient } from './graphql-client.ts'
import { type HostProcess, startHostProcess } from './host-process.ts'
import { createInvoice, createInvoices, registerTenant, tenantId } from './requests.ts'
import { type Service, tokenFor } from './service.ts'
import { time } from './time.ts'

type Options = { rounds: number; log(line: string): void }

/** Requests of one round to one host. A fifth creates an invoice, the others read a page. */
const requestsPerRound = 200
const concurrency = 8
const warmUpRounds = 10

/** Three hosts with all their logins would exceed the connections of the database. */
const smallPool = { DATABASE_POOL_SIZE: '8' }

const off = { OTEL_METRICS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' }

/**
 * How much throughput metrics and traces cost at the default sampling. Two hosts on the same stores, one with
 * everything on and one with everything off, get the same requests in turns, and each pair gives one ratio.
 */
export const measureObservabilityCost = async (service: Service, options: Options): Promise<Figure> => {
  const { rounds, log } = options
  await registerTenant(service)
  await createInvoices(await service.clientFor('admin', tenantId), 300)
  const collector = await startSink()
  const on = await openHost({ ...service.environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const without = await openHost({ ...service.environment, ...off })
  try {
    const pairs: Pair[] = []
    for (let round = 0; round < rounds + warmUpRounds; round++) {
      // The host that is asked second may profit from the first, so they also take turns in being first.
      const isOnFirst = round % 2 === 0
      const first = await runRound(isOnFirst ? on : without)
      const second = await runRound(isOnFirst ? without : on)
      if (round >= warmUpRounds)
        pairs.push(isOnFirst ? { on: first, off: second } : { on: second, off: first })
      if (round % 10 === 9) log(`${round + 1} of ${rounds + warmUpRounds} rounds`)
    }
    return figureOf(pairs, collector.requests())
  } finally {
    await Promise.all([on.close(), without.close()])
    await collector.close()
  }
}

const openHost = async (environment: Record<string, string>) => {
  const host: HostProcess = await startHostProcess({ ...environment, ...smallPool })
  const client = graphqlClient(host.url, await tokenFor('admin', tenantId))
  const close = async () => {
    client.close()
    await host.kill()
  }
  return { execute: client.execute, processorMs: host.processorMs, close }
}

const page = '{ invoices(first: 20) { nodes { id invoiceNumber status grandTotal { amount } } } }'

/** What one round took: by the clock, and of the processors' time. */
type Round = { tookMs: number; processorMs: number }
type Pair = { on: Round; off: Round }
type BenchHost = Awaited<ReturnType<typeof openHost>>

const runRound = async ({ execute, processorMs }: BenchHost): Promise<Round> => {
  const before = processorMs() ?? 0
  const { tookMs } = await time(() =>
    runConcurrently(requestsPerRound, concurrency, (index) =>
      index % 5 === 0 ? createInvoice(execute) : execute(page),
    ),
  )
  return { tookMs, processorMs: (processorMs() ?? 0) - before }
}

const percent: Unit = (value) => `${(value * 100).toFixed(1)} %`

/** The time of the processors shows the cost on a busy machine too, where that by the clock varies. */
const figureOf = (pairs: readonly Pair[], collected: number): Figure => {
  if (collected === 0) throw new Error('The collector received nothing, so nothing was measured')
  const lost = pairs.map(({ on, off }) => 1 - off.tookMs / on.tookMs)
  const [from, to] = confidenceInterval(lost)
  const processorOf = (kind: keyof Pair) => pairs.reduce((sum, pair) => sum + pair[kind].processorMs, 0)
  return atMost(
    'throughput that metrics and traces cost',
    { measured: mean(lost), bound: 0.05, unit: percent },
    `95 % interval ${percent(from)} to ${percent(to)} of ${lost.length} pairs of ${requestsPerRound} requests; ` +
      `${percent(processorOf('on') / processorOf('off') - 1)} more processor time`,
  )
}

/** Takes what a collector would take, and drops it. */
const startSink = async () => {
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
