import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Client } from '../../infra/run/local/testing/client.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, line } from './testing/desk.ts'

let service: TestService
let client: Client

beforeAll(async () => {
  service = await startTestService()
  client = await service.as('admin', 'acme')
}, 120_000)
afterAll(() => service.stop())

/** The values of a metric by its labels as they are printed, such as `{route="/graphql"}`. */
const valuesOf = (text: string, name: string): Map<string, number> =>
  new Map(
    [...text.matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))].map(([, labels = '', value]) => [
      labels,
      Number(value),
    ]),
  )

const scrape = async (): Promise<string> => (await fetch(`${service.url}/metrics`)).text()

/** The value of a metric whose labels contain these. */
const readingOf = (text: string, name: string, labels: Record<string, string> = {}): number => {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const found = [...valuesOf(text, name)].filter(([printed]) =>
    wanted.every((pair) => printed.includes(pair)),
  )
  return found.reduce((sum, [, value]) => sum + value, 0)
}

test('/metrics agrees with what a load generator counted', async () => {
  const before = await scrape()
  const desk = deskOf(client)
  const anonymous = () => fetch(`${service.url}/graphql`, { method: 'POST', body: '{}' })
  const sent = { create: 60, list: 90, wrong: 20, anonymous: 15 }
  const work = [
    ...Array.from({ length: sent.create }, () => () => desk.create([line('1', '100')])),
    ...Array.from({ length: sent.list }, () => () => client.value('{ invoices(first: 5) { totalCount } }')),
    ...Array.from(
      { length: sent.wrong },
      () => () => client.error('mutation { approveInvoice(id: "x") { id } }'),
    ),
    ...Array.from({ length: sent.anonymous }, () => anonymous),
  ]
  await Promise.all(work.map((send) => send()))
  const after = await scrape()
  const rise = (name: string, labels?: Record<string, string>) =>
    readingOf(after, name, labels) - readingOf(before, name, labels)

  const graphql = { route: '/graphql', method: 'POST' }
  expect(rise('http_requests_total', { ...graphql, status: '200' })).toBe(
    sent.create + sent.list + sent.wrong,
  )
  expect(rise('http_requests_total', { ...graphql, status: '401' })).toBe(sent.anonymous)
  expect(rise('http_request_duration_seconds_count', { route: '/graphql' })).toBe(work.length)
  const operations = 'graphql_operations_duration_seconds_count'
  expect(rise(operations, { operation: 'createInvoice', outcome: 'ok' })).toBe(sent.create)
  expect(rise(operations, { operation: 'invoices', outcome: 'ok' })).toBe(sent.list)
  expect(rise(operations, { operation: 'approveInvoice', outcome: 'error' })).toBe(sent.wrong)
  expect(rise('graphql_errors_total')).toBe(sent.wrong)
  expect(rise('function_duration_seconds_count', { function: 'create-invoice', outcome: 'success' })).toBe(
    sent.create,
  )
  expect(rise('eventstore_append_duration_seconds_count', { outcome: 'ok' })).toBeGreaterThanOrEqual(
    sent.create,
  )
  expect(rise('database_query_duration_seconds_count', { statement: 'select' })).toBeGreaterThanOrEqual(
    sent.list,
  )
}, 120_000)

test('a command that another one forestalls is counted as a conflict', async () => {
  const desk = deskOf(client)
  const { id } = await desk.create([line('1', '100')])
  const before = readingOf(await scrape(), 'command_conflicts_total', { operation: 'updateInvoice' })
  const update = (vehicle: string) => desk.run('update', { id, input: { vehicle } })
  await Promise.all(Array.from({ length: 8 }, (_, number) => update(`Truck ${number}`)))
  expect(
    readingOf(await scrape(), 'command_conflicts_total', { operation: 'updateInvoice' }),
  ).toBeGreaterThan(before)
}, 60_000)

test('no label has a value of a client or a tenant', async () => {
  await fetch(`${service.url}/acme-secret-path?token=x`, { method: 'PROPFIND' })
  await client.ask('query ClientsOwnName { unknownField }')
  const text = await scrape()
  expect(text).not.toMatch(/acme|secret-path|PROPFIND|ClientsOwnName|unknownField/)
  expect(readingOf(text, 'http_requests_total', { method: 'other', route: 'unknown' })).toBe(1)
})

test('the lag falls to 0 when everything is in the read model, and says what waits', async () => {
  const desk = deskOf(client)
  const { id } = await desk.create([line('1', '100')])
  await desk.awaitRow(id, 0)
  const measure = () => service.host.invoke('measure-lag', {}, 'RequestResponse')
  for (;;) {
    await measure()
    if (readingOf(await scrape(), 'relay_lag_events') === 0) break
  }
  const text = await scrape()
  expect(valuesOf(text, 'projection_lag_events').get('')).toBe(0)
  expect(valuesOf(text, 'projection_lag_seconds').get('')).toBe(0)
  expect(valuesOf(text, 'projection_set_aside_records').get('')).toBe(0)

  await service.database`update finance.relay set lease_until = now() + interval '1 hour', holder = 'dead'`
  await desk.create([line('1', '100')])
  expect(await measure()).toMatchObject({ relay_lag_events: 1, projection_lag_events: 1 })
  expect(readingOf(await scrape(), 'relay_lag_events')).toBe(1)
  expect(readingOf(await scrape(), 'projection_lag_seconds')).toBeGreaterThan(0)
  await service.database`update finance.relay set lease_until = null, holder = null`
}, 60_000)
