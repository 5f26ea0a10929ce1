import { isSpanContextValid, trace } from '@opentelemetry/api'
import { settings } from '../../config/settings.ts'

/**
 * The header X-Amzn-Trace-Id of an invocation: its trace, and the segment that Lambda writes for it. `text`
 * is the whole header, which may have further parts, such as the Lineage by which Lambda detects endless
 * loops.
 */
export type TraceHeader = { traceId: string; segmentId: string; text: string }

const rootFormat = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/
const parentFormat = /(?:^|;)\s*Parent=([0-9a-f]{16})(?:;|$)/
const sampledFormat = /(?:^|;)\s*Sampled=1(?:;|$)/

/** Undefined unless the header says that the trace is sampled, and names its trace and segment. */
export const parseSampled = (text: string | undefined): TraceHeader | undefined => {
  if (text === undefined || !sampledFormat.test(text)) return undefined
  const [, time, random] = rootFormat.exec(text) ?? []
  const [, segmentId] = parentFormat.exec(text) ?? []
  return time && random && segmentId ? { traceId: time + random, segmentId, text } : undefined
}

/** The id in the form of X-Ray. X-Ray also accepts ids that do not begin with a time. */
export const xrayTraceId = (traceId: string): string => `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`

type LambdaRuntime = { awslambda?: { InvokeStore?: { getXRayTraceId?(): string | undefined } } }

/**
 * The header of the running invocation, if X-Ray samples it and there is a daemon to send spans to. Lambda
 * sets the variable again for each invocation; when an environment runs several invocations at once, each has
 * its header in the store of the runtime client.
 */
export const sampledTraceHeader = (): TraceHeader | undefined => {
  const { _X_AMZN_TRACE_ID: ofProcess, AWS_XRAY_DAEMON_ADDRESS: daemon } = settings([
    '_X_AMZN_TRACE_ID',
    'AWS_XRAY_DAEMON_ADDRESS',
  ])
  if (daemon === undefined) return undefined
  const store = (globalThis as LambdaRuntime).awslambda?.InvokeStore
  return parseSampled(store?.getXRayTraceId?.() ?? ofProcess)
}

/**
 * The header for a request to AWS: that of the invocation, with the active span as parent. Undefined when the
 * invocation is not sampled; the AWS SDK then passes on the header of the invocation unchanged.
 */
export const outgoingTraceHeader = (): string | undefined => {
  const active = trace.getActiveSpan()?.spanContext()
  if (!active || !isSpanContextValid(active)) return undefined
  const received = sampledTraceHeader()
  if (received?.traceId !== active.traceId) return undefined
  return received.text.replace(`Parent=${received.segmentId}`, `Parent=${active.spanId}`)
}
