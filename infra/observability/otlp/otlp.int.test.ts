import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { currentTraceparent, inSpan } from '../trace.ts'
import { startMetricExport } from './metrics.ts'
import { attributeOf, type Collector, startCollector } from './testing/collector.ts'
import { startTraces, type TraceOptions } from './traces.ts'

let collector: Collector
beforeEach(async () => {
  collector = await startCollector()
})
afterEach(() => collector.close())

describe('traces', () => {
  const start = (options: Partial<TraceOptions> = {}) =>
    startTraces({
      serviceName: 'finance-test',
      endpoint: collector.url,
      sampler: 'parentbased_traceidratio',
      ratio: 1,
      ...options,
    })
  const namesOf = ({ spans }: Collector) => spans.map(({ name }) => name).sort()

  test('what waits is sent at the stop, with the name of the service', async () => {
    const traces = start()
    await inSpan('outer', {}, () => inSpan('inner', {}, async () => undefined))
    await traces.stop()
    expect(namesOf(collector)).toEqual(['inner', 'outer'])
    const [inner, outer] = ['inner', 'outer'].map((name) =>
      collector.spans.find((span) => span.name === name),
    )
    expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId })
    const [attributes = []] = collector.resources
    expect(attributeOf({ attributes }, 'service.name')).toBe('finance-test')
  })

  test('at the ratio 0 only traces that a caller has sampled are sent', async () => {
    const traces = start({ ratio: 0 })
    const of = (flags: string) => `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`
    await inSpan('own', {}, async () => undefined)
    await inSpan('of a sampled trace', { traceparent: of('01') }, async () => undefined)
    await inSpan('of another trace', { traceparent: of('00') }, async () => undefined)
    await traces.stop()
    expect(namesOf(collector)).toEqual(['of a sampled trace'])
  })

  test('always_off sends nothing, and the trace is passed on as not sampled', async () => {
    const traces = start({ sampler: 'always_off' })
    const traceparent = await inSpan('own', {}, async () => currentTraceparent())
    await traces.stop()
    expect([collector.spans, traceparent]).toEqual([[], expect.stringMatching(/-00$/)])
  })

  test('an error marks its span, without its message', async () => {
    const traces = start()
    const failing = inSpan('failing', {}, async () => {
      throw new TypeError('of Karim')
    })
    await expect(failing).rejects.toThrow('of Karim')
    await traces.stop()
    expect(collector.spans).toEqual([
      expect.objectContaining({ status: expect.objectContaining({ code: 2 }) }),
    ])
    expect(JSON.stringify(collector.spans)).not.toContain('Karim')
  })

  test.each([
    ['refuses', 503],
    ['never responds', 0],
  ])('a collector that %s delays neither the work nor the stop for long', async (_, status) => {
    collector.status = status
    const traces = start()
    for (let n = 0; n < 20_000; n++) await inSpan('work', {}, async () => undefined)
    await traces.stop()
    expect(collector.spans).toEqual([])
  })

  test('without a collector the work goes on', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as { port: number }
    await new Promise((closed) => server.close(closed))
    const traces = start({ endpoint: `http://127.0.0.1:${port}/` })
    expect(await inSpan('work', {}, async () => 'done')).toBe('done')
    await traces.stop()
  })
})

test('metrics are sent with the values of the registry', async () => {
  const registers = [new Registry()]
  const [registry = new Registry()] = registers
  const requests = new Counter({ name: 'a_total', help: 'A', labelNames: ['status'], registers })
  const heap = new Gauge({ name: 'b_bytes', help: 'B', registers })
  const buckets = [0.1, 1]
  const duration = new Histogram({
    name: 'c_seconds',
    help: 'C',
    labelNames: ['outcome'],
    buckets,
    registers,
  })
  requests.inc({ status: '200' }, 3)
  requests.inc({ status: '500' })
  heap.set(12)
  for (const seconds of [0.05, 0.06, 0.5, 7]) duration.observe({ outcome: 'ok' }, seconds)

  const read = () => registry.getMetricsAsJSON()
  const sending = startMetricExport({ serviceName: 'finance-test', endpoint: collector.url, read })
  await sending.stop()

  const pointsOf = (name: string, kind: 'sum' | 'gauge' | 'histogram') =>
    collector.metrics.get(name)?.[kind]?.dataPoints ?? []
  expect(pointsOf('a_total', 'sum').map((point) => [attributeOf(point, 'status'), point.asDouble])).toEqual([
    ['200', 3],
    ['500', 1],
  ])
  expect(pointsOf('b_bytes', 'gauge').map(({ asDouble }) => asDouble)).toEqual([12])
  expect(pointsOf('c_seconds', 'histogram')).toEqual([
    expect.objectContaining({ count: 4, sum: 7.61, explicitBounds: [0.1, 1], bucketCounts: [2, 1, 1] }),
  ])
  expect(collector.metrics.get('c_seconds')?.unit).toBe('s')
})
