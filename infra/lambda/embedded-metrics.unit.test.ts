import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
const meteredModule = JSON.stringify(join(root, 'infra/lambda/metered.ts'))
const metricsModule = JSON.stringify(join(root, 'infra/observability/metrics.ts'))

/** Returns the lines that a new process writes for an invocation that runs `work`. */
const linesOf = (work: string, environment: Record<string, string> = {}) => {
  const script = `
    const { metered } = await import(${meteredModule})
    const { count, observe, setGauge } = await import(${metricsModule})
    const handler = metered('approveInvoice', async () => { ${work} }, () => ({ tenantId: 'acme' }))
    await handler({}, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 10_000 }).catch(() => undefined)`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { FUNCTION_PREFIX: 'finance-prod-', ...environment },
    encoding: 'utf8',
  })
  const lines = stderr.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  return lines.filter(({ message }) => message === 'metrics')
}

test('an invocation writes one line in the embedded metric format, without labels', () => {
  const lines = linesOf(`
    const labels = { statement: 'select', outcome: 'ok' }
    for (const seconds of [0.01, 0.02]) observe('database_query_duration_seconds', labels, seconds)
    count('command_conflicts_total', { operation: 'approveInvoice' })
    count('command_conflicts_total', { operation: 'approveInvoice' })
    setGauge('relay_lag_events', 3)
    return { statusCode: 200 }`)
  expect(lines).toEqual([
    {
      level: 'info',
      timestamp: expect.any(String),
      message: 'metrics',
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'finance-service',
            Dimensions: [['service']],
            Metrics: expect.arrayContaining([
              { Name: 'database_query_duration_seconds', Unit: 'Seconds' },
              { Name: 'command_conflicts_total', Unit: 'Count' },
              { Name: 'http_requests_total', Unit: 'Count' },
              { Name: 'relay_lag_events', Unit: 'Count' },
              { Name: 'nodejs_heap_size_used_bytes', Unit: 'Bytes' },
            ]),
          },
        ],
      },
      service: 'finance-prod',
      operation: 'approveInvoice',
      database_query_duration_seconds: [0.01, 0.02],
      command_conflicts_total: 2,
      http_requests_total: 1,
      relay_lag_events: 3,
      nodejs_heap_size_used_bytes: expect.any(Number),
    },
  ])
})

test('an invocation that recorded nothing writes no line', () => {
  expect(linesOf('return {}')).toEqual([])
})

test('a line has at most a hundred values of a metric, and no value is lost', () => {
  const lines = linesOf(
    `for (let n = 0; n < 250; n++) observe('eventstore_read_duration_seconds', { outcome: 'ok' }, n)`,
  )
  const values = lines.map((line) => line.eventstore_read_duration_seconds)
  expect(values.map((list) => list.length)).toEqual([100, 100, 50])
  expect(values.flat()).toEqual(Array.from({ length: 250 }, (_, n) => n))
})

test('an invocation that fails writes its line too, at every LOG_LEVEL', () => {
  const lines = linesOf(`count('command_conflicts_total', { operation: 'x' }); throw new Error('no')`, {
    LOG_LEVEL: 'silent',
  })
  expect(lines).toEqual([expect.objectContaining({ command_conflicts_total: 1 })])
})

test.each<[string, Record<string, string>]>([
  ['outside Lambda', { FUNCTION_PREFIX: '' }],
  ['when OTEL_METRICS_EXPORTER is none', { OTEL_METRICS_EXPORTER: 'none' }],
])('nothing is written %s', (_, environment) => {
  expect(linesOf('return {}', environment)).toEqual([])
})
