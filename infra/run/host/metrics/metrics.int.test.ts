import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { setGauge } from '../../../observability/metrics.ts'
import { type Host, startHost } from '../start.ts'

const manifestPath = join(import.meta.dirname, '../fixtures/serverless.yml')
const hosts: Host[] = []
const start = async (environment: Record<string, string> = {}): Promise<Host> => {
  const host = await startHost({ manifestPath, port: 0, address: '127.0.0.1', environment })
  hosts.push(host)
  return host
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()))
})

const metricsOf = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/metrics`, { headers })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

test('requests are counted by method, route and status, without a token', async () => {
  const host = await start()
  await fetch(`${host.url}/echo/1`).then((response) => response.text())
  await fetch(`${host.url}/echo/2`).then((response) => response.text())
  await fetch(`${host.url}/nowhere`).then((response) => response.text())
  const { status, type, text } = await metricsOf(host.url)
  expect([status, type]).toEqual([200, expect.stringContaining('text/plain')])
  expect(text).toContain('http_requests_total{method="GET",route="/echo/{id}",status="200"} 2')
  expect(text).toContain('http_requests_total{method="GET",route="unknown",status="404"} 1')
  expect(text).toContain('function_duration_seconds_count{function="echo",outcome="success"} 2')
  expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+/m)
})

test.each(['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])(
  'a request that a proxy has passed on, as %s says, gets no metrics',
  async (header) => {
    const host = await start()
    const { status, text } = await metricsOf(host.url, { [header]: '203.0.113.7' })
    expect([status, text]).toEqual([404, expect.not.stringContaining('http_requests_total')])
  },
)

test('with METRICS_PORT only that port serves metrics, and nothing else', async () => {
  const host = await start({ METRICS_PORT: '0' })
  const url = `http://127.0.0.1:${host.metricsPort}`
  expect((await metricsOf(url)).text).toContain('http_requests_total')
  expect((await metricsOf(url, { 'X-Forwarded-For': '10.0.0.1' })).status).toBe(200)
  expect((await fetch(`${url}/echo/1`)).status).toBe(404)
  expect((await metricsOf(host.url)).status).toBe(404)
})

test('METRICS_PORT cannot be PORT', async () => {
  const options = { manifestPath, port: 3006, address: '127.0.0.1', environment: { METRICS_PORT: '3006' } }
  await expect(startHost(options)).rejects.toThrow(
    'METRICS_PORT is not valid: another port than PORT is needed',
  )
})

test('only GET reads metrics', async () => {
  const host = await start()
  const response = await fetch(`${host.url}/metrics`, { method: 'POST', body: 'x' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
})

test('OTEL_METRICS_EXPORTER=none records nothing', async () => {
  const host = await start({ OTEL_METRICS_EXPORTER: 'none' })
  expect((await metricsOf(host.url)).status).toBe(404)
})

test('a gauge has no value before it is measured and after it is not known any more', async () => {
  const host = await start()
  const valueLine = /^relay_lag_events .*/m
  expect((await metricsOf(host.url)).text).not.toMatch(valueLine)
  setGauge('relay_lag_events', 3)
  expect((await metricsOf(host.url)).text).toMatch(/^relay_lag_events 3$/m)
  setGauge('relay_lag_events', undefined)
  expect((await metricsOf(host.url)).text).not.toMatch(valueLine)
})
