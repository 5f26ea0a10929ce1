import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type HostProcess, startHostProcess } from '../../../functions/behaviour/testing/host-process.ts'
import { type Collector, startCollector } from '../../observability/otlp/testing/collector.ts'
import { startTestService, type TestService } from '../../run/local/testing/service.ts'
import { runTool } from '../testing/run-tool.ts'

// Services and commands are started, which takes long on a busy machine.
jest.setTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'finance-verify-'))
const backups = join(folder, 'backups')
const logFile = join(folder, 'service.log')

let service: TestService
let collector: Collector
let host: HostProcess

const run = (...args: string[]) => runTool('verify/verify-command.ts', args, {})
const runAs = (token: string, ...args: string[]) =>
  runTool('verify/verify-command.ts', args, { VERIFY_TOKEN: token })

/** The lines by their items: [status, detail]. */
const itemsOf = (stdout: string): Record<string, [string, string]> =>
  Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
      .map(([status = '', name = '', detail = '']) => [name, [status, detail]]),
  )

const statusesOf = (stdout: string): Record<string, string> =>
  Object.fromEntries(Object.entries(itemsOf(stdout)).map(([name, [status]]) => [name, status]))

beforeAll(async () => {
  service = await startTestService()
  collector = await startCollector()
  mkdirSync(backups)
  writeFileSync(logFile, '')
  const environment = { LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  host = await startHostProcess({ ...service.environment, ...environment }, [], (chunk) =>
    appendFileSync(logFile, chunk),
  )
})
afterAll(async () => {
  await host.kill()
  await collector.close()
  await service.stop()
  rmSync(folder, { recursive: true })
})

const withServer = async <T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return work(url).finally(() => {
    server.closeAllConnections()
    server.close()
  })
}

test('with everything that it can be told every item is checked, and the draft is cancelled', async () => {
  await runTool('backup/backup-command.ts', [join(backups, 'today')], service.environment)
  mkdirSync(join(backups, 'unfinished'))
  const { token } = await service.as('finance_manager', 'acme')
  const traceStore: RequestListener = (request, response) => {
    const traceId = request.url?.split('/').at(-1)
    const spans = collector.spans.filter((span) => span.traceId === traceId)
    response.writeHead(spans.length > 0 ? 200 : 404).end(JSON.stringify(spans))
  }
  const { code, stdout, stderr } = await withServer(traceStore, (traces) =>
    runAs(token, `${host.url}/graphql`, '--collector', traces, '--logs', logFile, '--backup', backups),
  )
  expect(statusesOf(stdout)).toEqual({
    live: 'ok',
    ready: 'ok',
    database: 'ok',
    eventstore: 'ok',
    kafka: 'not checked',
    cache: 'not checked',
    migrations: 'ok',
    projection: 'ok',
    'token refused': 'ok',
    graphql: 'ok',
    'draft created': 'ok',
    'draft read back': 'ok',
    'read model': 'ok',
    document: 'ok',
    'draft cancelled': 'ok',
    metrics: 'ok',
    trace: 'ok',
    'log line': 'ok',
    backup: 'ok',
  })
  expect([code, stderr]).toEqual([0, '17 ok, 0 failed, 2 not checked\n'])
  expect(`${stdout}${stderr}`).not.toContain(token)
  const id = /invoice (\S+)/.exec(itemsOf(stdout)['draft created']?.[1] ?? '')?.[1]
  const auditor = await service.as('auditor', 'acme')
  expect(await auditor.value(`{ invoiceHistory(id: "${id}") { type } }`)).toEqual([
    { type: 'InvoiceCreated' },
    { type: 'InvoiceCancelled' },
  ])
})

test('what it could not check is not ok, and does not fail', async () => {
  const { code, stdout } = await run(host.url)
  const statuses = statusesOf(stdout)
  const unchecked = Object.keys(statuses).filter((name) => statuses[name] === 'not checked')
  expect(unchecked).toEqual([
    'kafka',
    'cache',
    'graphql',
    'draft created',
    'draft read back',
    'read model',
    'document',
    'draft cancelled',
    'trace',
    'log line',
    'backup',
  ])
  expect(code).toBe(0)
})

test('a role that may not cancel creates no draft', async () => {
  const before = await service.database`select count(*) from tenant_acme_v1.invoices`
  const { token } = await service.as('accountant', 'acme')
  const { code, stdout } = await runTool(
    'verify/verify-command.ts',
    [host.url, '--token', '-'],
    {},
    `${token}\n`,
  )
  expect(itemsOf(stdout)['draft created']).toEqual([
    'not checked',
    'the role accountant of the token lacks invoice:cancel',
  ])
  expect(code).toBe(0)
  expect(await service.database`select count(*) from tenant_acme_v1.invoices`).toEqual(before)
})

test('a service that is not there fails in each item that needs it', async () => {
  const closed = await withServer(
    () => undefined,
    async (url) => url,
  )
  const { code, stdout } = await run(closed, '--token', 'a.b.c', '--backup', folder)
  expect(code).toBe(1)
  expect(itemsOf(stdout)).toMatchObject({
    live: ['FAILED', expect.stringContaining('ECONNREFUSED')],
    ready: ['FAILED', expect.stringContaining('ECONNREFUSED')],
    database: ['not checked', 'the service sent no report'],
    'token refused': ['FAILED', expect.anything()],
    graphql: ['FAILED', expect.anything()],
    metrics: ['FAILED', expect.anything()],
    backup: ['FAILED', `${folder} contains no finished backup`],
  })
})

/** A service that is wrong in every item that can be wrong. */
const wrongService: RequestListener = (request, response) => {
  const report = {
    status: 'error',
    details: {
      database: { status: 'up' },
      eventstore: { status: 'down', message: 'is unreachable' },
      migrations: { status: 'down', message: '2 migrations are pending: npm run migration:run' },
      projection: { status: 'up', setAsideStreams: 3, oldestSetAsideAt: '2026-11-26T00:00:00Z' },
    },
  }
  if (request.url === '/health/ready') return void response.writeHead(503).end(JSON.stringify(report))
  if (request.url === '/metrics') return void response.end('# TYPE http_requests_total counter\n')
  if (request.url === '/health/live') return void response.writeHead(302, { location: '/' }).end()
  response.end('{"errors":[{"message":"no","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}')
}

test('every item can fail', async () => {
  const { token } = await service.as('admin', 'acme')
  const { code, stdout } = await withServer(wrongService, (url) =>
    run(url, '--token', token, '--logs', logFile, '--backup', backups, '--backup-max-hours', '0.000001'),
  )
  expect(code).toBe(1)
  expect(itemsOf(stdout)).toMatchObject({
    live: ['FAILED', 'HTTP 302'],
    ready: ['FAILED', 'HTTP 503'],
    database: ['ok', 'up'],
    eventstore: ['FAILED', 'is unreachable'],
    migrations: ['FAILED', '2 migrations are pending: npm run migration:run'],
    projection: ['FAILED', '3 streams are set aside since 2026-11-26T00:00:00Z'],
    'token refused': ['FAILED', expect.stringContaining('HTTP 200')],
    graphql: ['FAILED', 'HTTP 200, INTERNAL_SERVER_ERROR no'],
    'draft created': ['FAILED', 'HTTP 200, INTERNAL_SERVER_ERROR no'],
    'draft cancelled': ['not checked', 'there is no draft'],
    metrics: ['FAILED', expect.stringContaining('missing: http_request_duration_seconds')],
    'log line': ['FAILED', expect.stringContaining('LOG_LEVEL')],
    backup: ['FAILED', expect.stringContaining('it may be')],
  })
})

/** Reports every item that functions/http/health/checks.ts may have. */
const wholeReport: RequestListener = (_, response) => {
  const names = ['database', 'eventstore', 'kafka', 'cache', 'migrations']
  const up = Object.fromEntries(names.map((name) => [name, { status: 'up' }]))
  const projection = { status: 'up', setAsideStreams: 0, oldestSetAsideAt: null }
  response.end(JSON.stringify({ status: 'ok', details: { ...up, projection } }))
}

test('an item that the service reports is not called one that is not configured', async () => {
  const { stdout } = await withServer(wholeReport, (url) => run(url))
  expect(stdout).not.toContain('the service does not report it')
})

test.each([
  [['--help'], 0, 'Usage: npm run verify -- URL'],
  [[], 2, 'URL is missing'],
  [['localhost:3006'], 2, 'localhost:3006 is not an address'],
  [['http://a', 'b'], 2, 'Unexpected "b"'],
  [['http://a', '--backup-max-hours', 'x'], 2, 'x is not a number of hours'],
  [['http://a', '--token', '-'], 2, 'This is not a token'],
  [['http://a', '--token', 'two words'], 2, 'This is not a token'],
  [['http://127.0.0.1:1', '--logs', '/nowhere/log'], 1, '/nowhere/log'],
])('npm run verify -- %j ends with code %i', async (args, code, message) => {
  const outcome = await run(...args)
  expect([outcome.code, `${outcome.stdout}${outcome.stderr}`]).toEqual([
    code,
    expect.stringContaining(message),
  ])
})
