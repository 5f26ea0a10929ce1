import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { runConcurrently } from './concurrently.ts'
import { type CostlyRequest, costlyRequests, type Target } from './costly-requests.ts'
import { bytes, type Figure, megabytes, milliseconds, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { type HostProcess, startHostProcess } from './host-process.ts'
import { median, quantile } from './quantile.ts'
import { type Sent, sendRequest, startLoad } from './request-load.ts'
import { type Created, createInvoice, readBack, registerTenant } from './requests.ts'
import { type Service, tokenFor } from './service.ts'
import { time } from './time.ts'

const [busyTenant, quietTenant, largeTenant] = ['busy', 'quiet', 'large']
const boundMs = 250
const perSecond = 20
const loadSeconds = 6
/** A response that has not come after this time counts as a failure. */
const timeoutMs = 60_000
/** The projection logs after the response. */
const logDelayMs = 1_000
/** No further round of a request begins after this time. */
const roundsMs = 30_000

/**
 * What a user of one tenant can cost the others: for each costly request its own time, the memory and the log
 * of the service, and how long `{ __typename }` of another tenant takes while it is sent 20 times a second.
 * Each request has a new host, so that it finds no memory in use and no function warm for it alone.
 */
export const measureAvailability = async (
  service: Service,
  log: (line: string) => void,
): Promise<Figure[]> => {
  const target = await prepareTenants(service, log)
  const figures: Figure[] = []
  for (const costly of costlyRequests) {
    log(`measuring availability: ${costly.name}`)
    const host = await startHostProcess(service.environment)
    try {
      const measured = [await measureAlone(host, costly, target), await measureBesides(host, costly, target)]
      for (const { line, measured: value, note } of measured) log(`${line}: ${value}; ${note}`)
      figures.push(...measured)
    } finally {
      await host.kill()
    }
  }
  return figures
}

/** @throws Error when the largest invoices cannot be created */
const prepareTenants = async (service: Service, log: (line: string) => void): Promise<Target> => {
  for (const id of [busyTenant, quietTenant, largeTenant]) await registerTenant(service, id)
  log('creating the invoices for the measurement of availability')
  const busy = await service.clientFor('admin', busyTenant)
  await runConcurrently(150, 8, async () => readBack(busy, await createInvoice(busy)))
  const largeInvoiceId = await createLargestInvoices(await service.clientFor('admin', largeTenant))
  return {
    reader: await tokenFor('auditor', busyTenant),
    admin: await tokenFor('admin', busyTenant),
    largeReader: await tokenFor('auditor', largeTenant),
    largeInvoiceId,
  }
}

const createMutation = `mutation ($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { id revision }
}`
const updateMutation = `mutation ($id: ID!, $input: UpdateInvoiceInput!) {
  updateInvoice(id: $id, input: $input) { id revision }
}`
/** Lines and characters of each description, the largest first. */
const sizes = [1900, 490].flatMap((length) =>
  Array.from({ length: 24 }, (_, index) => ({ lines: 500 - 20 * index, length })),
)
/** Seven events of 0.9 MB no longer fit into one response. */
const updates = 8
const defaultPageSize = 20

/**
 * Creates a page of invoices of the largest size that is allowed, and replaces all lines of one of them
 * several times. Returns its id.
 */
const createLargestInvoices = async (execute: Execute): Promise<string> => {
  for (const size of sizes) {
    const input = largeInput(size)
    const created = await execute<Created>(createMutation, { input }).catch(() => undefined)
    if (!created) continue
    const { id } = created
    for (let update = 0; update < updates; update++)
      await execute(updateMutation, { id, input: { lineItems: input.lineItems, vehicle: `Truck ${update}` } })
    for (let invoice = 1; invoice < defaultPageSize; invoice++)
      await readBack(execute, await execute<Created>(createMutation, { input }))
    return id
  }
  throw new Error('No large invoice could be created')
}

const largeInput = ({ lines, length }: { lines: number; length: number }) => {
  const today = dhakaDate(new Date().toISOString())
  const lineItem = { description: 'd'.repeat(length), quantity: '1', unitPrice: '100' }
  const lineItems = Array.from({ length: lines }, () => lineItem)
  return { vendorId: 'V', customerId: 'C', invoiceDate: today, dueDate: today, lineItems }
}

const measureAlone = async (host: HostProcess, costly: CostlyRequest, target: Target): Promise<Figure> => {
  const agent = new Agent({ keepAlive: true })
  const { rounds = 5, atOnce = 1 } = costly
  const probe = await startProbe(host)
  await probe.warmUp()
  probe.stop()
  const memoryBefore = host.peakMemoryBytes()
  const logBefore = host.logBytes()
  const tookMs: number[] = []
  const sent: Sent[] = []
  const endsAtMs = performance.now() + roundsMs
  await runConcurrently(rounds, atOnce, async (index) => {
    if (performance.now() > endsAtMs) return
    const one = await time(() => sendRequest(host.url, costly.partsOf(target, index), { agent, timeoutMs }))
    tookMs.push(one.tookMs)
    sent.push(one.value)
  })
  agent.destroy()
  await pause(logDelayMs)
  const logged = (host.logBytes() - logBefore) / sent.length
  const memory = memoryNote(memoryBefore, host.peakMemoryBytes())
  const note = `slowest of ${sent.length} ${milliseconds(Math.max(...tookMs))}; ${memory}; log ${bytes(logged)} each; ${outcomes(sent)}`
  return withoutBudget(`${costly.name}, p50`, milliseconds(median(tookMs)), note)
}

const memoryNote = (before: number | undefined, after: number | undefined): string =>
  before === undefined || after === undefined
    ? 'memory unknown'
    : `memory ${megabytes(before)} before, peak ${megabytes(after)}`

/** How many responses had each status and error code, with the largest size. */
const outcomes = (sent: readonly Sent[]): string => {
  const counts = new Map<string, number>()
  for (const { status, code } of sent) {
    const outcome = status === 0 ? 'no response' : `HTTP ${status}${code ? ` ${code}` : ''}`
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  const largest = bytes(Math.max(...sent.map((one) => one.bytes)))
  return `${[...counts].map(([outcome, count]) => `${count} x ${outcome}`).join(', ')}, at most ${largest}`
}

const measureBesides = async (host: HostProcess, costly: CostlyRequest, target: Target): Promise<Figure> => {
  const probe = await startProbe(host)
  await probe.warmUp()
  const logBefore = host.logBytes()
  const load = startLoad({ url: host.url, name: costly.name, target, perSecond, seconds: loadSeconds })
  const { tookMs, failures } = await probe.run(loadSeconds)
  await load.stop()
  probe.stop()
  const p99 = quantile(tookMs, 0.99)
  const peak = host.peakMemoryBytes()
  const logged = bytes((host.logBytes() - logBefore) / (perSecond * loadSeconds))
  const note = [
    `p50 ${milliseconds(median(tookMs))}`,
    `${failures} of ${tookMs.length} failed`,
    ...(host.isRunning() ? [] : ['the service ended']),
    ...(peak === undefined ? [] : [`peak memory ${megabytes(peak)}`]),
    `log ${logged} each`,
  ].join(', ')
  return {
    line: `${costly.name}, ${perSecond} a second: { __typename } of another tenant, p99`,
    measured: milliseconds(p99),
    budget: `<= ${milliseconds(boundMs)}`,
    met: p99 <= boundMs && failures === 0,
    note,
  }
}

type Probe = {
  warmUp(): Promise<void>
  run(seconds: number): Promise<{ tookMs: number[]; failures: number }>
  stop(): void
}

const probeIntervalMs = 30
/** The measurement of one request waits no longer than this for its last responses. */
const patienceMs = 15_000

/**
 * Sends `{ __typename }` as a user of the other tenant every 30 ms, whether earlier ones have come back or
 * not: otherwise a service that stands still would be measured once.
 */
const startProbe = async ({ url }: HostProcess): Promise<Probe> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const token = await tokenFor('auditor', quietTenant)
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const parts = { headers, body: JSON.stringify({ query: '{ __typename }' }) }
  const send = () => time(() => sendRequest(url, parts, { agent, timeoutMs: patienceMs }))
  const succeeded = ({ status, code }: Sent) => status === 200 && code === undefined
  return {
    warmUp: async () => {
      for (let round = 0; round < 50; round++) {
        const { value } = await send()
        if (!succeeded(value)) throw new Error(`{ __typename } failed with HTTP ${value.status}`)
      }
    },
    run: async (seconds) => {
      const running: ReturnType<typeof send>[] = []
      const endsAtMs = performance.now() + seconds * 1000
      while (performance.now() < endsAtMs) {
        running.push(send())
        await pause(probeIntervalMs)
      }
      const measured = await Promise.all(running)
      return {
        tookMs: measured.map((one) => one.tookMs),
        failures: measured.filter(({ value }) => !succeeded(value)).length,
      }
    },
    stop: () => agent.destroy(),
  }
}
