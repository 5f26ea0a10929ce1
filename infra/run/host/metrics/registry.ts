import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { log } from '../../../observability/log.ts'
import { metricList } from '../../../observability/metric-list.ts'
import type { MetricSink } from '../../../observability/metrics.ts'

/** From a cached query to the longest time that a client waits. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A tenant is counted under its own name up to this number of tenants, and under `other` above it. */
const maxTenants = 1_000

export type MetricRegistry = {
  sink: MetricSink
  /** The registries of what the code records and of the process. */
  registries: readonly Registry[]
}

let ofProcess: Registry | undefined

/** The metrics of prom-client for the process. It starts observers that cannot be stopped, so only once. */
const processRegistry = (): Registry => {
  if (ofProcess) return ofProcess
  ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  return ofProcess
}

/**
 * Creates the metrics of metric-list.ts. Gauges are facts about the stores, which are the same in each
 * process: of several processes the largest value counts.
 */
export const createRegistry = ({ withTenants }: { withTenants: boolean }): MetricRegistry => {
  const registry = new Registry()
  const waiting = createWaiting()
  const metrics = new Map<string, Counter | Gauge | Histogram>()
  for (const [name, { kind, labels, help }] of Object.entries(metricList)) {
    const labelNames = labels.filter((label) => withTenants || label !== 'tenant')
    const common = { name, help, labelNames, registers: [registry], collect: waiting.record }
    metrics.set(
      name,
      kind === 'counter'
        ? new Counter(common)
        : kind === 'histogram'
          ? new Histogram({ ...common, buckets: secondsBuckets })
          : new Gauge({ ...common, aggregator: 'max' }),
    )
  }
  // A gauge that was never set is not known: 0 would mean that nothing waits.
  for (const metric of metrics.values()) if (metric instanceof Gauge) metric.remove()
  const labelsOf = createLabelFilter(withTenants)
  return {
    registries: [registry, processRegistry()],
    sink: {
      count: (name, labels, by) =>
        waiting.add(() => (metrics.get(name) as Counter).inc(labelsOf(labels), by)),
      observe: (name, labels, value) =>
        waiting.add(() => (metrics.get(name) as Histogram).observe(labelsOf(labels), value)),
      set(name, value) {
        const gauge = metrics.get(name) as Gauge
        if (value === undefined) gauge.remove()
        else gauge.set(value)
      },
    },
  }
}

/**
 * What was measured and is not recorded yet. It is recorded when nothing else is to be done at the moment, so
 * that no response waits for it, and before the metrics are read. A read of one invoice records ten values,
 * which takes prom-client 0.1 ms.
 */
const createWaiting = () => {
  let waiting: (() => void)[] = []
  const record = (): void => {
    const recorded = waiting
    waiting = []
    for (const one of recorded) recordOrLog(one)
  }
  return {
    record,
    add(one: () => void): void {
      if (waiting.push(one) === 1) setImmediate(record)
    },
  }
}

/** Nobody else handles its error, and no measured value is worth the process. */
const recordOrLog = (record: () => void): void => {
  try {
    record()
  } catch (error) {
    log('error', 'A metric could not be recorded', { error })
  }
}

type Labels = Readonly<Record<string, string | undefined>>

/** Returns the function that leaves the tenant out, or bounds the number of tenants. */
const createLabelFilter = (withTenants: boolean) => {
  const known = new Set<string>()
  const boundedTenant = (tenant: string): string => {
    if (known.size < maxTenants) known.add(tenant)
    return known.has(tenant) ? tenant : 'other'
  }
  return (labels: Labels): Record<string, string> => {
    const { tenant, ...others } = labels
    const withoutTenant = others as Record<string, string>
    return withTenants && tenant !== undefined
      ? { ...withoutTenant, tenant: boundedTenant(tenant) }
      : withoutTenant
  }
}
