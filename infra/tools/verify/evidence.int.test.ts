import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { metricList } from '../../observability/metric-list.ts'
import { checkLog, checkMetrics, checkTrace, follow } from './evidence.ts'

const folder = mkdtempSync(join(tmpdir(), 'finance-evidence-'))
const path = join(folder, 'file')
const id = 'verify-1'
const lineOf = (correlationId: string) =>
  `${JSON.stringify({ level: 'info', timestamp: '2026-11-26T00:00:00.000Z', correlationId, message: 'x' })}\n`

beforeEach(() => writeFileSync(path, `{"old":"${'x'.repeat(200)}"}\n`))
afterAll(() => rmSync(folder, { recursive: true }))

test('a trace is found in the file of a collector', async () => {
  const file = await follow(path)
  const found = checkTrace(file, '0af7651916cd43dd8448eb211c80319c')
  appendFileSync(path, '{"traceId":"0AF7651916CD43DD8448EB211C80319C"}\n')
  expect(await found).toMatchObject({ status: 'ok' })
})

test('a line is found in a log, also after text that a supervisor puts before it', async () => {
  const file = await follow(path)
  const found = checkLog(file, id)
  appendFileSync(path, `2026-11-26 0|finance | ${lineOf(id)}`)
  expect(await found).toMatchObject({ status: 'ok' })
})

test('a line is found in a log that was replaced by a shorter one', async () => {
  const file = await follow(path)
  writeFileSync(path, lineOf(id))
  expect(await checkLog(file, id)).toMatchObject({ status: 'ok' })
})

test('a line before the check, of another request or in another format does not count', async () => {
  appendFileSync(path, lineOf(id))
  const file = await follow(path)
  appendFileSync(path, `${lineOf('verify-2')}{"correlationId":"${id}"}\nverify-1 is not JSON {\n`)
  expect(await checkLog(file, id)).toMatchObject({ status: 'FAILED' })
})

describe('metrics', () => {
  const everyMetric = Object.keys(metricList).map((name) => `# TYPE ${name} counter\n`)
  const server = createServer((request, response) => {
    if (request.url === '/metrics') response.end(everyMetric.join(''))
    else response.writeHead(404).end()
  })
  let url = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  test.each([
    ['', undefined, 'ok'],
    ['/prod', undefined, 'not checked'],
    ['/prod', '/metrics', 'ok'],
    ['', '/elsewhere', 'FAILED'],
  ])('of a service at %j with --metrics %j are %s', async (at, metrics, status) => {
    expect(await checkMetrics(url + at, metrics && url + metrics)).toMatchObject({ name: 'metrics', status })
  })
})
