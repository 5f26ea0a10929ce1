import { open, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { metricList } from '../../observability/metric-list.ts'
import { failed, type Item, notChecked, ok } from './item.ts'
import { describe, send } from './request.ts'

/** A collector sends a batch every few seconds, and what stores traces shows them some seconds later. */
const traceTimeoutMs = 45_000
const logTimeoutMs = 10_000
const pauseMs = 250

/** Checks that the service serves its metrics. `metricsUrl` is where, if not at its own address. */
export const checkMetrics = async (url: string, metricsUrl: string | undefined): Promise<Item> => {
  const reply = await send(metricsUrl ?? `${url}/metrics`)
  if (reply.status === 404 && metricsUrl === undefined)
    return notChecked('metrics', 'this address does not serve them; --metrics says where the host does')
  if (reply.status !== 200) return failed('metrics', describe(reply))
  const missing = Object.keys(metricList).filter((name) => !reply.text.includes(`# TYPE ${name} `))
  return missing.length === 0
    ? ok('metrics', `all ${Object.keys(metricList).length} metrics of docs/metrics.md are there`)
    : failed('metrics', `missing: ${missing.join(', ')}`)
}

/** Repeats a search until it finds something or the time is over. */
const searchFor = async (timeoutMs: number, find: () => Promise<boolean>): Promise<boolean> => {
  for (const endMs = performance.now() + timeoutMs; ; await pause(pauseMs)) {
    if (await find()) return true
    if (performance.now() > endMs) return false
  }
}

/** A file that others append to: reads what was added since `follow`. */
export type FollowedFile = { path: string; added(): Promise<string> }

const maxAddedBytes = 64 * 1024 * 1024

/** @throws Error when the file cannot be read */
export const follow = async (path: string): Promise<FollowedFile> => {
  const { size } = await stat(path)
  const added = async (): Promise<string> => {
    const file = await open(path, 'r')
    try {
      const now = (await file.stat()).size
      // A file that became shorter was replaced by the rotation of logs.
      const from = now < size ? 0 : size
      const buffer = Buffer.alloc(Math.min(now - from, maxAddedBytes))
      await file.read(buffer, 0, buffer.length, from)
      return buffer.toString('utf8')
    } finally {
      await file.close()
    }
  }
  return { path, added }
}

/** Where a trace is looked for: the query address of Jaeger or Tempo, or a file of the collector. */
export type TraceSource = string | FollowedFile

/** Checks that the trace with this id has arrived. */
export const checkTrace = async (source: TraceSource, traceId: string): Promise<Item> => {
  const place = typeof source === 'string' ? source : source.path
  const find = () => (typeof source === 'string' ? hasTrace(source, traceId) : fileHas(source, traceId))
  return (await searchFor(traceTimeoutMs, find))
    ? ok('trace', `${traceId} is at ${place}`)
    : failed(
        'trace',
        `${traceId} is not at ${place}: is it the address of Jaeger or Tempo, or a collector's file?`,
      )
}

const hasTrace = async (url: string, traceId: string): Promise<boolean> => {
  const reply = await send(`${url}/api/traces/${traceId}`, { headers: { accept: 'application/json' } })
  return reply.status === 200 && reply.text.includes('POST /graphql')
}

const fileHas = async (file: FollowedFile, text: string): Promise<boolean> =>
  (await file.added()).toLowerCase().includes(text)

/** Checks that the log has a line of the request with this correlation id, in the documented format. */
export const checkLog = async (file: FollowedFile, correlationId: string): Promise<Item> => {
  const find = async () => (await file.added()).split('\n').some((line) => isLineOf(line, correlationId))
  return (await searchFor(logTimeoutMs, find))
    ? ok('log line', `of the refused request ${correlationId}`)
    : failed('log line', `none of the refused request ${correlationId}; LOG_LEVEL has to be info or lower`)
}

const isLineOf = (line: string, correlationId: string): boolean => {
  if (!line.includes(correlationId)) return false
  try {
    const entry = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>
    return (
      entry.correlationId === correlationId && 'level' in entry && 'timestamp' in entry && 'message' in entry
    )
  } catch {
    return false
  }
}
