import { expect, test } from '@jest/globals'
import type { CloudWatchLogsEvent, CloudWatchLogsLogEvent } from 'aws-lambda'
import { handler } from './handler.ts'
import { delivery, lineEvent, reportEvent } from './testing/deliveries.ts'
import { readRows, useStore } from './testing/store.ts'

const tenants = ['acme', 'bengal', 'chittagong', 'dhaka', 'khulna']
const unknown = ['rajshahi', 'sylhet']
useStore(tenants)

const invocationCount = 10_000
/** A generator of numbers below `limit`, always the same: a failure can be repeated. */
const numbers = (seed: number) => {
  let state = seed
  return (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
const below = numbers(20_261_126)
const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value

type Figures = { invocations: number; errors: number; ms: number; mbMs: number }
/** By tenant and operation. */
type Expected = Map<string, Figures>

const add = (expected: Expected, key: string, figures: Figures): void => {
  const sum = expected.get(key) ?? { invocations: 0, errors: 0, ms: 0, mbMs: 0 }
  expected.set(key, {
    invocations: sum.invocations + figures.invocations,
    errors: sum.errors + figures.errors,
    ms: sum.ms + figures.ms,
    mbMs: sum.mbMs + figures.mbMs,
  })
}

/** The largest remainder method, as one would do it on paper: floor, then one each by the lost fraction. */
const divide = (amount: number, weights: number[]): number[] => {
  const sum = weights.reduce((one, other) => one + other, 0)
  const parts = weights.map((weight) => Math.floor((amount * weight) / sum))
  const lost = weights.map((weight, index) => ({ index, rest: (amount * weight) % sum }))
  lost.sort((one, other) => other.rest - one.rest || one.index - other.index)
  const left = amount - parts.reduce((one, other) => one + other, 0)
  for (const { index } of lost.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1
  return parts
}

type Simulated = { functionKey: string; events: CloudWatchLogsLogEvent[] }

/** One invocation, now and then with retries, and what is expected of it. */
const simulate = (index: number, expected: Expected): Simulated => {
  const requestId = `request-${index}`
  const functionKey = pick(['create-invoice', 'invoices', 'relay', 'project-invoices'])
  const memoryMb = pick([256, 512, 1024])
  const kind = below(100)
  const names = [...tenants, ...unknown]
  const batch = names.filter(() => below(2) === 0)
  const isBatch = kind < 25 && batch.length > 1
  const shares = Object.fromEntries(batch.map((name) => [name, 1 + below(40)]))
  const owner = isBatch ? { shares } : { tenantId: kind < 30 ? '' : pick(names) }
  const hasLine = kind !== 99
  const attempts = below(100) < 4 ? 2 + below(2) : 1
  const events: CloudWatchLogsLogEvent[] = []
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const billedMs = 1 + below(3_000)
    const failed = attempt < attempts || below(50) === 0
    const status = failed ? pick(['error', 'timeout', 'failure']) : 'success'
    events.push(reportEvent(`report-${index}-${attempt}`, { requestId, billedMs, memoryMb, status }))
    const threwBeforeCounting = attempt < attempts && below(2) === 0
    if (hasLine && !threwBeforeCounting)
      events.push(lineEvent(`line-${index}-${attempt}`, owner, { requestId, operation: functionKey }))
    const parts = hasLine ? ownersOf(owner) : new Map([['', 1]])
    const weights = [...parts.values()]
    const [invocations, ms] = [divide(1, weights), divide(billedMs, weights)]
    for (const [place, tenant] of [...parts.keys()].entries())
      add(expected, `${tenant} ${hasLine ? functionKey : ''}`, {
        invocations: invocations[place] ?? 0,
        errors: failed ? (invocations[place] ?? 0) : 0,
        ms: ms[place] ?? 0,
        mbMs: (ms[place] ?? 0) * memoryMb,
      })
  }
  return { functionKey, events }
}

const ownersOf = (owner: { tenantId: string } | { shares: Record<string, number> }): Map<string, number> => {
  const owners = new Map<string, number>()
  for (const [name, share] of 'shares' in owner
    ? Object.entries(owner.shares)
    : [[owner.tenantId, 1] as const]) {
    const tenant = tenants.includes(name) ? name : ''
    owners.set(tenant, (owners.get(tenant) ?? 0) + share)
  }
  return owners
}

const shuffled = <Value>(values: readonly Value[]): Value[] => {
  const result = [...values]
  for (let index = result.length - 1; index > 0; index--) {
    const other = below(index + 1)
    ;[result[index], result[other]] = [result[other] as Value, result[index] as Value]
  }
  return result
}

/** Cuts all log events, each twice and shuffled, into deliveries of up to 400 events of one function. */
const deliveriesOf = (simulated: readonly Simulated[]): CloudWatchLogsEvent[] =>
  ['create-invoice', 'invoices', 'relay', 'project-invoices'].flatMap((functionKey) => {
    const events = simulated.filter((one) => one.functionKey === functionKey).flatMap((one) => one.events)
    const twice = shuffled([...events, ...events])
    const deliveries: CloudWatchLogsEvent[] = []
    while (twice.length > 0) deliveries.push(delivery(twice.splice(0, 1 + below(400)), { functionKey }))
    return deliveries
  })

test('10,000 invocations, each delivered twice, shuffled and by several at a time, add up to their reports', async () => {
  const expected: Expected = new Map()
  const simulated = Array.from({ length: invocationCount }, (_, index) => simulate(index, expected))
  const waiting = shuffled(deliveriesOf(simulated)).values()
  const deliverWaiting = async () => {
    for (const event of waiting) await handler(event)
  }
  await Promise.all([deliverWaiting(), deliverWaiting(), deliverWaiting()])

  const actual: Expected = new Map()
  for (const row of await readRows())
    add(actual, `${row.tenantId} ${row.operation}`, {
      invocations: Number(row.invocations),
      errors: Number(row.errors),
      ms: Number(row.billedMs),
      mbMs: Number(row.megabyteMs),
    })
  expect([...actual].sort()).toEqual([...expected].sort())
  const reports = simulated.flatMap(({ events }) => events.map(({ message }) => JSON.parse(message).record))
  const billed = reports.reduce((sum, report) => sum + (report?.metrics.billedDurationMs ?? 0), 0)
  expect([...actual.values()].reduce((sum, { ms }) => sum + ms, 0)).toBe(billed)
}, 120_000)
