import { type HrTime, ValueType } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import {
  AggregationTemporality,
  DataPointType,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { withinDeadline } from '../../process/deadline.ts'
import { log } from '../log.ts'
import { logExportErrors } from './export-errors.ts'
import { type PrometheusMetric, pointsOf } from './prometheus-points.ts'
import { resourceOf } from './resource.ts'

export type MetricOptions = {
  serviceName: string
  /** The address of the collector, without /v1/metrics. */
  endpoint: string
  /** Reads the metrics as prom-client returns them. */
  read(): Promise<readonly PrometheusMetric[]>
  intervalMs?: number
}

const sendTimeoutMs = 5_000
/** How long a stop waits for the collector. */
const stopTimeoutMs = 2_000

/**
 * Sends the metrics of this process to an OpenTelemetry collector, every minute and at the stop. They are
 * read from the registry that also serves /metrics, so both show the same values.
 */
export const startMetricExport = (options: MetricOptions) => {
  const { serviceName, endpoint, read, intervalMs = 60_000 } = options
  logExportErrors()
  const resource = resourceOf(serviceName)
  const collect = async () => ({
    resourceMetrics: {
      resource,
      scopeMetrics: [{ scope: { name: 'finance' }, metrics: metricDataOf(await read()) }],
    },
    errors: [],
  })
  const exporter = new OTLPMetricExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/metrics`,
    timeoutMillis: sendTimeoutMs,
    concurrencyLimit: 1,
  })
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(sendTimeoutMs, intervalMs),
    metricProducers: [{ collect }],
  })
  const provider = new MeterProvider({ resource, readers: [reader] })
  return {
    async stop(): Promise<void> {
      const ended = provider
        .shutdown()
        .catch((error: unknown) => log('warn', 'The last metrics are lost', { error }))
      await withinDeadline(stopTimeoutMs, ended, () =>
        log('warn', 'The last metrics are lost: the collector is slow'),
      )
    },
  }
}

const hrTimeOf = (timeMs: number): HrTime => [Math.floor(timeMs / 1000), Math.floor((timeMs % 1000) * 1e6)]

const startedAt = hrTimeOf(performance.timeOrigin)

const units: Record<string, string> = { seconds: 's', bytes: 'By' }

const metricDataOf = (metrics: readonly PrometheusMetric[]): MetricData[] => {
  const times = { startTime: startedAt, endTime: hrTimeOf(Date.now()) }
  return metrics.flatMap((metric) => {
    const unit =
      units[
        metric.name
          .replace(/_total$/, '')
          .split('_')
          .at(-1) ?? ''
      ] ?? ''
    const descriptor = { name: metric.name, description: metric.help, unit, valueType: ValueType.DOUBLE }
    const common = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE }
    const points = pointsOf(metric)
    if (points.length === 0) return []
    if (metric.type === 'histogram')
      return {
        ...common,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: points.map(({ attributes, histogram }) => ({ ...times, attributes, value: histogram })),
      } as MetricData
    const dataPoints = points.map(({ attributes, value }) => ({ ...times, attributes, value }))
    return metric.type === 'counter'
      ? ({ ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints } as MetricData)
      : ({ ...common, dataPointType: DataPointType.GAUGE, dataPoints } as MetricData)
  })
}
