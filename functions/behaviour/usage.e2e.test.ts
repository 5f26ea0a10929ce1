import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { billsOf, writeDollars } from '../../domain/usage/bill.ts'
import { pricePeriods } from '../../domain/usage/periods.ts'
import { readUsageOfAll } from '../../infra/postgres/usage.ts'
import { loadFrom } from '../../infra/run/host/module.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, line } from './testing/desk.ts'
import { waitFor } from './testing/wait-for.ts'

type Report = {
  requestId: string
  status: string
  metrics: { billedDurationMs: number; memorySizeMB: number }
}
type Line = { requestId: string; operation: string; tenantId?: string; shares?: Record<string, number> }

/** What the host has delivered to the projection of usage. */
const reports: Report[] = []
const lines = new Map<string, Line>()

const collect = ({ awslogs }: CloudWatchLogsEvent): void => {
  const text = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()
  for (const { message } of (JSON.parse(text) as CloudWatchLogsDecodedData).logEvents) {
    const { record, usage } = JSON.parse(message)
    if (record) reports.push(record)
    else lines.set(usage.requestId, usage)
  }
}

const delivered = (operation: string): number =>
  reports.filter(({ requestId }) => lines.get(requestId)?.operation === operation).length

const load = loadFrom(join(import.meta.dirname, '../..'))
let service: TestService

/** Yesterday to tomorrow, because midnight in Dhaka may pass during the test. */
const dayFromNow = (days: number) => dhakaDate(new Date(Date.now() + days * 86_400_000).toISOString())
const period = { from: dayFromNow(-1), to: dayFromNow(1) }

beforeAll(async () => {
  service = await startTestService({
    environment: { USAGE_METERING: 'true' },
    load: async (declaration) => {
      const handler = await load(declaration)
      if (declaration.key !== 'project-usage') return handler
      return async (event, context) => {
        const result = await handler(event, context)
        collect(event as CloudWatchLogsEvent)
        return result
      }
    },
  })
}, 120_000)
afterAll(() => service.stop(), 30_000)

const usageQuery = `query ($from: Date!, $to: Date!) {
  usage(from: $from, to: $to) { tenantId invocations errors cost costInTaka lines { operation invocations } } }`
const platformQuery = `query ($from: Date!, $to: Date!) {
  platformUsage(from: $from, to: $to) { tenantId invocations cost lines { operation invocations } } }`

type Bill = {
  tenantId: string
  invocations: number
  cost: string
  lines: { operation: string; invocations: number }[]
}
const countOf = (bill: Bill, operation: string): number =>
  bill.lines.find((one) => one.operation === operation)?.invocations ?? 0

test('a tenant sees what its requests cost, and the platform sees all', async () => {
  const admin = await service.as('admin', 'acme')
  const acme = deskOf(admin)
  const bengal = deskOf(await service.as('admin', 'bengal'))
  for (let index = 0; index < 5; index++) await acme.issue([line('1', '100')])
  await bengal.create([line('1', '100')])
  const refused = await admin.error(
    'mutation { approveInvoice(id: "01234567-89ab-8cde-a012-3456789abcde") { id } }',
  )
  expect(refused.code).toBe('NOT_FOUND')
  const sent = ['createInvoice', 'approveInvoice']
  await waitFor(async () => sent.every((operation) => delivered(operation) === 6) || undefined)
  const bill: Bill & { errors: number } = await admin.value(usageQuery, period)
  expect([countOf(bill, 'createInvoice'), countOf(bill, 'approveInvoice')]).toEqual([5, 6])
  expect(bill).toMatchObject({ tenantId: 'acme', errors: 0 })
  expect(Number(bill.cost)).toBeGreaterThan(0)

  const platform = await service.as('platform')
  const bills: Bill[] = await platform.value(platformQuery, period)
  expect(bills.map(({ tenantId }) => tenantId)).toEqual(['acme', 'bengal', ''])
  expect(bills.map((one) => countOf(one, 'createInvoice'))).toEqual([5, 1, 0])
  // The tenants were registered by the platform, which belongs to no tenant.
  expect(bills.map((one) => countOf(one, 'registerTenant'))).toEqual([0, 0, 2])
}, 120_000)

test('another tenant’s bill, and that of the platform, are refused', async () => {
  const bengal: Bill = await (await service.as('admin', 'bengal')).value(usageQuery, period)
  expect([bengal.tenantId, countOf(bengal, 'createInvoice')]).toEqual(['bengal', 1])
  const refusedTo = async (role: 'admin' | 'accountant', query: string) =>
    (await (await service.as(role, 'acme')).error(query, period)).code
  expect(await refusedTo('admin', platformQuery)).toBe('FORBIDDEN')
  expect(await refusedTo('accountant', usageQuery)).toBe('FORBIDDEN')
})

test('the bills agree to the millisecond with what the host measured', async () => {
  await service.host.stop()
  const { database, environment } = service
  expect(environment.USAGE_METERING).toBe('true')
  const rows = await readUsageOfAll(database, period)
  const sum = (figures: bigint[]) => figures.reduce((one, other) => one + other, 0n)
  expect(sum(rows.map(({ invocations }) => invocations))).toBe(BigInt(reports.length))
  expect(sum(rows.map(({ megabyteMs }) => megabyteMs))).toBe(
    sum(reports.map(({ metrics }) => BigInt(metrics.billedDurationMs * metrics.memorySizeMB))),
  )
  expect(reports.filter(({ requestId }) => !lines.has(requestId))).toEqual([])
  for (const [tenantId, operation] of [
    ['acme', 'createInvoice'],
    ['acme', 'approveInvoice'],
    ['acme', 'graphql'],
    ['bengal', 'graphql'],
    ['', 'registerTenant'],
  ] as const) {
    const own = reports.filter(({ requestId }) => {
      const known = lines.get(requestId)
      return known?.tenantId === tenantId && known.operation === operation
    })
    const ofRows = rows.filter((row) => row.tenantId === tenantId && row.operation === operation)
    expect([tenantId, operation, sum(ofRows.map(({ billedMs }) => billedMs))]).toEqual([
      tenantId,
      operation,
      BigInt(own.reduce((total, { metrics }) => total + metrics.billedDurationMs, 0)),
    ])
  }
  const [priced] = pricePeriods(period.from, period.to)
  const bills = priced ? billsOf(['acme', 'bengal', ''], [{ period: priced, measured: rows }]) : new Map()
  const all = [...bills.values()].reduce((total, { dollars }) => total + dollars, 0n)
  const gatewayRequests = reports.filter(
    ({ requestId }) => lines.get(requestId)?.operation === 'graphql',
  ).length
  const expected =
    reports.reduce(
      (total, { metrics: { billedDurationMs, memorySizeMB } }) =>
        total + BigInt(billedDurationMs * memorySizeMB) * 133_334n * 9_765_625n,
      0n,
    ) +
    BigInt(reports.length) * 2n * 10n ** 16n +
    BigInt(gatewayRequests) * 425n * 10n ** 15n
  expect(writeDollars({ dollars: all })).toBe(writeDollars({ dollars: expected }))
})
