import { environment } from '../config/environment.ts'
import { settings } from '../config/settings.ts'
import { logMetrics } from '../observability/log.ts'
import { count, type MetricSink, metricSink, provideMetrics } from '../observability/metrics.ts'
import { hostRuntime } from './runtime.ts'

/**
 * What the invocations of this process measured since the last line. Labels are left out, because CloudWatch
 * charges for each combination of their values.
 */
type Measurements = {
  counts: Map<string, number>
  values: Map<string, number[]>
  gauges: Map<string, number>
}

const measured: Measurements = { counts: new Map(), values: new Map(), gauges: new Map() }

const sink: MetricSink = {
  count: (name, _, by) => {
    measured.counts.set(name, (measured.counts.get(name) ?? 0) + by)
  },
  observe: (name, _, value) => {
    const values = measured.values.get(name) ?? []
    values.push(value)
    measured.values.set(name, values)
  },
  set: (name, value) => {
    if (value === undefined) measured.gauges.delete(name)
    else measured.gauges.set(name, value)
  },
}

/**
 * Runs an invocation. On Lambda it then writes what was measured as one log line in CloudWatch's embedded
 * metric format, from which CloudWatch makes metrics; in the host and in tests it only runs it.
 */
export const withEmbeddedMetrics = async <Result>(
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (hostRuntime() || !environment().FUNCTION_PREFIX) return work()
  if (metricSink() !== sink) provideMetrics(sink)
  try {
    const result = await work()
    const status = statusOf(result)
    // API Gateway counts the requests that it refuses itself.
    if (status !== undefined) count('http_requests_total', { method: '', route: '', status })
    return result
  } finally {
    writeMeasured(operation)
  }
}

/** An invocation that measured nothing, such as a calculation, writes no line: each costs time and money. */
const writeMeasured = (operation: string): void => {
  const { counts, values, gauges } = measured
  if (counts.size + values.size + gauges.size === 0) return
  const service = serviceOnLambda()
  if (service !== undefined) writeLines(service, operation)
  for (const all of [counts, values, gauges]) all.clear()
}

/**
 * The service and the stage, such as finance-prod. Undefined outside Lambda, and when metrics are turned off.
 */
const serviceOnLambda = (): string | undefined => {
  const { FUNCTION_PREFIX, OTEL_METRICS_EXPORTER } = settings(['FUNCTION_PREFIX', 'OTEL_METRICS_EXPORTER'])
  return OTEL_METRICS_EXPORTER === 'none' ? undefined : FUNCTION_PREFIX?.replace(/-$/, '')
}

const statusOf = (result: unknown): string | undefined =>
  typeof result === 'object' && result !== null && 'statusCode' in result
    ? String(result.statusCode)
    : undefined

/** CloudWatch takes this many values of a metric in one line. */
const maxValues = 100

/** One line, and a further one for each hundred values of a metric. */
const writeLines = (service: string, operation: string): void => {
  const { counts, values, gauges } = measured
  gauges.set('nodejs_heap_size_used_bytes', process.memoryUsage().heapUsed)
  const rest = [...values]
  const single = [...counts, ...gauges]
  for (const all of [counts, values, gauges]) all.clear()
  for (let from = 0; from === 0 || rest.some(([, list]) => list.length > from); from += maxValues) {
    const parts = rest.flatMap(([name, list]): [string, number[]][] => {
      const part = list.slice(from, from + maxValues)
      return part.length > 0 ? [[name, part]] : []
    })
    const metrics = from === 0 ? [...single, ...parts] : parts
    logMetrics(embedded(service, operation, metrics))
  }
}

const embedded = (service: string, operation: string, metrics: readonly [string, number | number[]][]) => ({
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      {
        Namespace: settings(['OTEL_SERVICE_NAME']).OTEL_SERVICE_NAME,
        Dimensions: [['service']],
        Metrics: metrics.map(([name]) => ({ Name: name, Unit: unitOf(name) })),
      },
    ],
  },
  service,
  operation,
  ...Object.fromEntries(metrics),
})

const unitOf = (name: string): string =>
  name.endsWith('_seconds') ? 'Seconds' : name.endsWith('_bytes') ? 'Bytes' : 'Count'
