import { metricSink, secondsSince } from '../observability/metrics.ts'
import { type DriverQuery, onSettled } from './driver-query.ts'

/** Other first words, such as those of scripts, would each be a series of their own. */
const statements = new Set([
  'select',
  'with',
  'insert',
  'update',
  'delete',
  'begin',
  'commit',
  'rollback',
  'set',
])

/** Records how long a query takes that is about to be sent. */
export const recordDuration = (query: DriverQuery): void => {
  const metrics = metricSink()
  if (!metrics) return
  const startedMs = performance.now()
  onSettled(query, (failed) => {
    const labels = { statement: statementOf(query.string), outcome: failed ? 'error' : 'ok' }
    metrics.observe('database_query_duration_seconds', labels, secondsSince(startedMs))
  })
}

const statementOf = (text: string | undefined): string => {
  const word = /^\s*([a-z]{1,10})/i.exec(text ?? '')?.[1]?.toLowerCase() ?? ''
  return statements.has(word) ? word : 'other'
}
