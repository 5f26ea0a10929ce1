import { metricList } from '../../observability/metric-list.ts'
import { code, page, table } from './markdown.ts'

const intro = `What the service counts and measures. [observability.md](observability.md) says how to read
it. A histogram has the series \`_bucket\`, \`_sum\` and \`_count\`. The label \`tenant\` exists only if
\`METRICS_TENANT_LABEL\` is set.`

const ofProcess = `The host also has the metrics of prom-client for the process, among them
\`nodejs_heap_size_used_bytes\`, \`process_resident_memory_bytes\`, \`process_cpu_seconds_total\`,
\`nodejs_eventloop_lag_p99_seconds\` and \`process_open_fds\`.`

/** The page of all metrics, with their labels and meanings. */
export const metricsPage = (): string =>
  page(
    '# Metrics',
    intro,
    table(
      ['Metric', 'Kind', 'Labels', 'Meaning'],
      Object.entries(metricList).map(([name, { kind, labels, help }]) => [
        code(name),
        kind,
        labels.map(code).join(' '),
        help,
      ]),
    ),
    ofProcess,
  )
