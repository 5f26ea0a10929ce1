type Declaration = { kind: 'counter' | 'histogram' | 'gauge'; labels: readonly string[]; help: string }

/**
 * Every metric that the code records, with the values that its labels have. A label has few values, because
 * each combination is a series of its own: no id, no text of a client and, unless METRICS_TENANT_LABEL is
 * set, no tenant. Names end with their unit. The metrics of the process itself, such as
 * nodejs_heap_size_used_bytes, are those of prom-client.
 */
export const metricList = {
  http_requests_total: {
    kind: 'counter',
    labels: ['method', 'route', 'status', 'tenant'],
    help: 'Requests that got a response. route is a path of the manifest, "unknown" or "malformed"',
  },
  http_request_duration_seconds: {
    kind: 'histogram',
    labels: ['route'],
    help: 'Time from the headers of a request to the decision on its response',
  },
  rate_limited_requests_total: {
    kind: 'counter',
    labels: ['reason', 'tenant'],
    help:
      'Requests that were refused with 429. reason is throttled or quota_exceeded for the limits of a ' +
      'tenant, or without_token for that of an address on the routes that need no token',
  },
  graphql_operations_duration_seconds: {
    kind: 'histogram',
    labels: ['operation', 'outcome'],
    help:
      'Duration of one root field of a request, the field being the operation, with its wait for a turn ' +
      'behind others of its request and tenant. A field that is refused before does not count. outcome is ' +
      'ok or error',
  },
  graphql_errors_total: {
    kind: 'counter',
    labels: ['code'],
    help: 'Errors in GraphQL responses by code of the contract',
  },
  function_duration_seconds: {
    kind: 'histogram',
    labels: ['function', 'outcome'],
    help: 'Duration of an invocation of a function of the manifest. outcome is success, error or timeout',
  },
  command_conflicts_total: {
    kind: 'counter',
    labels: ['operation'],
    help: 'Attempts of commands that were repeated because another command had changed the stream first',
  },
  eventstore_append_duration_seconds: {
    kind: 'histogram',
    labels: ['outcome'],
    help: 'Duration of an append to EventStoreDB with its repetitions. outcome is ok, conflict or error',
  },
  eventstore_read_duration_seconds: {
    kind: 'histogram',
    labels: ['outcome'],
    help: 'Duration of a read of EventStoreDB. outcome is ok or error',
  },
  database_query_duration_seconds: {
    kind: 'histogram',
    labels: ['statement', 'outcome'],
    help:
      'Duration of a query of PostgreSQL. statement is its first word, set for the choice of a role, or ' +
      'other; outcome is ok or error',
  },
  cache_reads_total: {
    kind: 'counter',
    labels: ['outcome'],
    help:
      'Rows of invoices that were looked for in Redis. outcome is hit, miss, or unavailable without a ' +
      'reply',
  },
  relay_published_events_total: {
    kind: 'counter',
    labels: [],
    help: 'Events that the relay published, including those that it published again after a failure',
  },
  relay_lag_events: {
    kind: 'gauge',
    labels: [],
    help:
      'Events of invoices and receipts in EventStoreDB that the relay has not published; 1000 also stands ' +
      'for more',
  },
  projection_records_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Records that the projection got. outcome is processed, or failed for those that come again',
  },
  projection_lag_events: {
    kind: 'gauge',
    labels: [],
    help: 'Published events that the projection has not processed; without Kafka as relay_lag_events',
  },
  projection_lag_seconds: {
    kind: 'gauge',
    labels: [],
    help: 'Age of the oldest event that the projection has not processed; 0 when there is none',
  },
  projection_set_aside_records: {
    kind: 'gauge',
    labels: [],
    help: 'Streams whose record could not be applied and that wait for an operator',
  },
  projection_retried_marks_total: {
    kind: 'counter',
    labels: ['outcome'],
    help:
      'Streams that were set aside and that an operator or the job refold-rows had folded again. outcome is ' +
      'repaired, failed when the stream still waits, or unmarked when it did not wait',
  },
  projection_skipped_marks_total: {
    kind: 'counter',
    labels: ['outcome'],
    help:
      'Skips of events that an operator asked for. outcome is recorded, repeated for an event that was ' +
      'skipped already, dropped for a record without a stream, or refused',
  },
} as const satisfies Record<string, Declaration>

export type MetricList = typeof metricList
export type MetricName = keyof MetricList
