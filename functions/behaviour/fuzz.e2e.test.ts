import { execFileSync } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { signRefreshToken } from '../../infra/auth/refresh-token.ts'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { type Kind, type KindName, kindsOf, shares, type Tokens } from './fuzz/kinds.ts'
import { senderTo } from './fuzz/sending.ts'
import type { Ids } from './fuzz/values.ts'
import { deskOf, line, today } from './testing/desk.ts'
import { type HostProcess, heapReportArguments, startHostProcess } from './testing/host-process.ts'

/**
 * Random requests against the whole service, in a process with little memory. FUZZ_SECONDS is the time of all
 * of them together. FUZZ_REQUESTS, in its place, is their number: they come in ten rounds, four at a time,
 * and after each round the heap is measured. The same FUZZ_SEED gives the same requests.
 */
const seconds = Number(process.env.FUZZ_SECONDS ?? 9)
const requests = process.env.FUZZ_REQUESTS === undefined ? undefined : Number(process.env.FUZZ_REQUESTS)
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
const rounds = Array.from({ length: requests === undefined ? 1 : 10 }, (_, index) => index + 1)

/** Requests that run at the same time. */
const lanes = Array.from({ length: requests === undefined ? 1 : 4 }, (_, index) => index)

const heapMegabytes = 384
/** Beside the heap: code, buffers of requests and responses. */
const maxMemoryGrowthBytes = 600e6
const maxHeapGrowth = 1.2
/** The caches are full after so many requests. */
const warmRequests = 10_000

let service: TestService
let host: HostProcess
let kinds: Record<KindName, Kind>
let memoryBefore: number
/** The heap after each round. */
const heaps: { sent: number; bytes: number }[] = []
let sent = 0

beforeAll(async () => {
  process.stdout.write(
    `FUZZ_SEED=${seed} ${requests === undefined ? `FUZZ_SECONDS=${seconds}` : `FUZZ_REQUESTS=${requests}`}\n`,
  )
  service = await startTestService()
  const environment = { ...service.environment, LOG_LEVEL: 'error' }
  host = await startHostProcess(environment, [
    `--max-old-space-size=${heapMegabytes}`,
    ...heapReportArguments,
  ])
  const tokens = await createTokens()
  kinds = kindsOf(tokens, await createInvoices(tokens.admin))
  const auditor = clientOf(host.url, tokens.auditor)
  await Promise.all(Array.from({ length: 50 }, () => auditor.value('{ __typename }')))
  memoryBefore = memoryBytes()
}, 60_000)

afterAll(async () => {
  await host?.kill()
  await service?.stop()
})

const createTokens = async (): Promise<Tokens> => {
  const tokenOf = async (role: 'admin' | 'auditor') => (await service.as(role, 'acme')).token
  const issuedAt = Math.floor(Date.now() / 1000)
  const identity = { userId: 'u-1', tenantId: 'acme', role: 'admin' } as const
  // Of a login that nobody has begun: it would end with the first reuse.
  const token = { identity, familyId: randomUUID(), generation: 1, expiresAt: issuedAt + 86_400 }
  return {
    admin: await tokenOf('admin'),
    auditor: await tokenOf('auditor'),
    platform: (await service.as('platform')).token,
    refresh: await signRefreshToken(token, service.environment.JWT_REFRESH_SECRET ?? '', issuedAt),
  }
}

/** A draft, an issued invoice and a paid one. */
const createInvoices = async (token: string): Promise<Ids> => {
  const desk = deskOf(clientOf(host.url, token))
  const draft = await desk.create([line('1', '100')])
  const issued = await desk.issue([line('2', '50'), line('1', '10')])
  const { id } = await desk.issue([line('1', '100')])
  const payment = { amount: '50', method: 'CASH', paidOn: today(), paymentId: 'P-1' }
  const paid = await desk.run('pay', { id, input: payment })
  const idsOf = (list: { id: string }[]) => list.map((one) => one.id)
  const invoices = [draft, issued, paid]
  return {
    invoices: idsOf(invoices),
    lines: invoices.flatMap(({ lineItems }) => idsOf(lineItems)),
    payments: idsOf(paid.payments),
  }
}

const memoryBytes = (): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(host.pid)], { encoding: 'utf8' })) * 1024

/** How long or how often the requests of a kind are sent in a round. */
const amountOf = (name: KindName) =>
  requests === undefined
    ? {
        numRuns: 1_000_000,
        interruptAfterTimeLimit: seconds * 1000 * shares[name],
        markInterruptAsFailure: false,
      }
    : { numRuns: Math.ceil((requests / rounds.length / lanes.length) * shares[name]) }

/** Sends the requests of a kind in one lane, and throws with the smallest one that failed. */
const fuzzLane = async (name: KindName, laneSeed: number): Promise<number> => {
  let runs = 0
  const sender = senderTo(host)
  const property = fc.asyncProperty(kinds[name].request, async (request) => {
    runs++
    await request.run(sender)
  })
  const details = await fc.check(property, { seed: laneSeed, ...amountOf(name) })
  if (details.failed) {
    const [smallest] = details.counterexample ?? []
    const error = details.errorInstance instanceof Error ? details.errorInstance.message : ''
    throw new Error(`FUZZ_SEED=${seed}: ${smallest?.show()}\n${error}\nLog: ${host.logTail()}`)
  }
  return runs
}

const fuzz = async (name: KindName, round: number): Promise<void> => {
  const seeds = lanes.map((lane) => seed + (round - 1) * lanes.length + lane)
  const runs = await Promise.all(seeds.map((laneSeed) => fuzzLane(name, laneSeed)))
  const total = runs.reduce((sum, one) => sum + one, 0)
  sent += total
  process.stdout.write(`${total} requests of ${name}\n`)
  expect(total).toBeGreaterThan(0)
}

const timeLimitMs = requests === undefined ? seconds * 1000 + 120_000 : 120_000 + requests * 200

describe.each(rounds)('round %i', (round) => {
  test.each(Object.keys(shares) as KindName[])(
    'no %s make the service fail',
    async (name) => {
      await fuzz(name, round)
      // Also work that no response waits for, such as the projection, must not fail.
      expect(host.logTail()).toBe('')
    },
    timeLimitMs,
  )

  test('the service still serves', async () => {
    const { token } = await service.as('auditor', 'acme')
    expect(await clientOf(host.url, token).value('{ __typename }')).toBe('Query')
    const bytes = await host.heapUsedBytes()
    heaps.push({ sent, bytes })
    const megabytes = [bytes, memoryBytes()].map((amount) => (amount / 1e6).toFixed(1))
    process.stdout.write(`${sent} requests: heap ${megabytes[0]} MB, memory ${megabytes[1]} MB\n`)
  })
})

test('after all requests the service needs little more memory than before', () => {
  expect(memoryBytes() - memoryBefore).toBeLessThan(maxMemoryGrowthBytes)
})

test('the heap at the end is at most 1.2 times that after 10,000 requests', () => {
  const last = heaps.at(-1)
  // Fewer requests are compared with themselves.
  const warm = heaps.find((one) => one.sent >= warmRequests) ?? last
  expect((last?.bytes ?? 0) / (warm?.bytes ?? 0)).toBeLessThanOrEqual(maxHeapGrowth)
})
