import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { synchronousLimitBytes } from '../../infra/lambda/payload.ts'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { contractSchema } from '../contract/testing/operations.ts'
import { operationOf, requestsOf, rootFields } from './fuzz/documents.ts'
import { isWhole } from './fuzz/framing.ts'
import { oddText, sometimes } from './fuzz/odd-texts.ts'
import { bytesOf, rawRequests } from './fuzz/raw-requests.ts'
import { shown, shownText } from './fuzz/shown.ts'
import { argumentsOf, type Ids } from './fuzz/values.ts'
import { faultOf } from './fuzz/verdict.ts'
import { exchange, timeoutMs } from './fuzz/wire.ts'
import { deskOf, line, today } from './testing/desk.ts'
import { type HostProcess, startHostProcess } from './testing/host-process.ts'

/**
 * Random requests against the whole service, in a process with little memory. FUZZ_SECONDS is the time of all
 * of them together; the same FUZZ_SEED gives the same requests.
 */
const seconds = Number(process.env.FUZZ_SECONDS ?? 9)
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))

const heapMegabytes = 384
/** Beside the heap: code, buffers of requests and responses. */
const maxMemoryGrowthBytes = 600e6

let service: TestService
let host: HostProcess
let tokens: { admin: string; auditor: string; platform: string }
let ids: Ids
let memoryBefore: number

beforeAll(async () => {
  process.stdout.write(`FUZZ_SEED=${seed} FUZZ_SECONDS=${seconds}\n`)
  service = await startTestService()
  const environment = { ...service.environment, LOG_LEVEL: 'error' }
  host = await startHostProcess(environment, [`--max-old-space-size=${heapMegabytes}`])
  const clients = await Promise.all([
    service.as('admin', 'acme'),
    service.as('auditor', 'acme'),
    service.as('platform'),
  ])
  const [admin, auditor, platform] = clients.map(({ token }) => token) as [string, string, string]
  tokens = { admin, auditor, platform }
  ids = await createInvoices()
  await Promise.all(Array.from({ length: 50 }, expectToServe))
  memoryBefore = memoryBytes()
}, 60_000)

afterAll(async () => {
  await host?.kill()
  await service?.stop()
})

/** A draft, an issued invoice and a paid one. */
const createInvoices = async (): Promise<Ids> => {
  const desk = deskOf(clientOf(host.url, tokens.admin))
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

const expectToServe = async (): Promise<void> => {
  expect(await clientOf(host.url, tokens.auditor).value('{ __typename }')).toBe('Query')
}

/** Sends one request as text and throws when its response is missing or has a fault. */
const send = async (token: string, body: string, headers: [string, string][] = []): Promise<void> => {
  const bytes = bytesOf({
    method: 'POST',
    target: '/graphql',
    version: 'HTTP/1.1',
    headers: [
      ['Host', 'localhost'],
      ['Connection', 'close'],
      ['Content-Type', 'application/json'],
      ['Authorization', `Bearer ${token}`],
      ...headers,
    ],
    framing: 'length',
    body: Buffer.from(body),
  })
  // A server that closes the connection before it has read a body that is too large loses its response.
  const least = bytes.length > synchronousLimitBytes ? 0 : 1
  await sendBytes({ bytes, methods: ['POST'], isWhole: true }, least)
}

type Bytes = { bytes: Buffer; methods: string[]; isWhole: boolean }

const sendBytes = async (sending: Bytes, least: number): Promise<void> => {
  const { responses, open, unread } = await exchange({ port: host.port, ...sending })
  if (!host.isRunning()) throw new Error(`The service ended: ${host.logTail()}`)
  if (open) throw new Error(`No response within ${timeoutMs} ms`)
  if (unread !== '') throw new Error(`Not a whole HTTP response: ${shownText(unread)}`)
  if (responses.length < least) throw new Error('The connection was closed without a response')
  for (const response of responses) {
    const fault = faultOf(response)
    if (fault !== undefined) throw new Error(fault)
  }
}

/**
 * Runs a property for its share of the time, and throws with the smallest request that failed.
 */
const fuzz = async <Case>(
  share: number,
  cases: fc.Arbitrary<Case>,
  { run, show }: { run(one: Case): Promise<void>; show(one: Case): string },
): Promise<void> => {
  let runs = 0
  const details = await fc.check(
    fc.asyncProperty(cases, async (one) => {
      runs++
      await run(one)
    }),
    {
      seed,
      numRuns: 1_000_000,
      interruptAfterTimeLimit: seconds * 1000 * share,
      markInterruptAsFailure: false,
    },
  )
  if (details.failed) {
    const [smallest] = details.counterexample ?? []
    const error = details.errorInstance instanceof Error ? details.errorInstance.message : ''
    throw new Error(
      `FUZZ_SEED=${seed}: ${smallest === undefined ? '' : show(smallest)}\n${error}\nLog: ${host.logTail()}`,
    )
  }
  process.stdout.write(`${runs} requests\n`)
  expect(runs).toBeGreaterThan(0)
  await expectToServe()
  // Also work that no response waits for, such as the projection, must not fail.
  expect(host.logTail()).toBe('')
}

const timeLimitMs = seconds * 1000 + 120_000

test(
  'no values of arguments make the service fail',
  async () => {
    const fields = rootFields(contractSchema)
    const cases = fc.constantFrom(...fields).chain(({ kind, field }) =>
      fc.record({
        // A new tenant takes a schema of the database: few requests are by the platform.
        role: fc.constantFrom(...(field.name === 'registerTenant' ? roles : members)),
        query: fc.constant(operationOf(kind, field)),
        variables: argumentsOf(field, ids),
        key: sometimes(oddText.map((text) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2_000))),
      }),
    )
    await fuzz(0.4, cases, {
      run: ({ role, query, variables, key }) =>
        send(
          tokens[role],
          JSON.stringify({ query, variables }),
          key === undefined ? [] : [['Idempotency-Key', key]],
        ),
      show: ({ role, query, variables, key }) => `${role}: ${query}\n${shown(variables)}\nkey ${shown(key)}`,
    })
  },
  timeLimitMs,
)

const members = ['admin', 'admin', 'admin', 'auditor'] as const
const roles = ['admin', 'platform'] as const

test(
  'no query text makes the service fail',
  async () => {
    const cases = fc.record({
      request: requestsOf(contractSchema),
      operationName: sometimes(fc.oneof(fc.constant('Fuzz'), oddText)),
    })
    await fuzz(0.3, cases, {
      run: ({ request, operationName }) =>
        send(tokens.auditor, JSON.stringify({ ...request, operationName })),
      show: ({ request: { query, variables }, operationName }) =>
        `${query.length > 3_000 ? shownText(query) : query}\n${shown({ variables, operationName })}`,
    })
  },
  timeLimitMs,
)

test(
  'no bytes on a connection make the service fail',
  async () => {
    await fuzz(0.3, rawRequests(tokens.auditor), {
      run: (requests) =>
        sendBytes(
          {
            bytes: Buffer.concat(requests.map(bytesOf)),
            methods: requests.map(({ method }) => method),
            isWhole: requests.every(isWhole),
          },
          0,
        ),
      show: (requests) => requests.map((request) => shown(request)).join('\n'),
    })
  },
  timeLimitMs,
)

test('after all requests the service needs little more memory than before', () => {
  expect(memoryBytes() - memoryBefore).toBeLessThan(maxMemoryGrowthBytes)
})
