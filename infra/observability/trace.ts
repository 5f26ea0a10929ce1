import {
  type Attributes,
  context,
  type SpanContext,
  SpanStatusCode,
  type TraceFlags,
  trace,
} from '@opentelemetry/api'
import { traceparentFormat } from './traceparent.ts'

/** Parses a W3C `traceparent`. Undefined for anything else, because a bad header must not fail a request. */
const remoteParent = (traceparent: string | undefined): SpanContext | undefined => {
  const [, traceId, spanId, flags] = traceparentFormat.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId || !flags) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) as TraceFlags, isRemote: true }
}

/**
 * Returns the `traceparent` of the active span, or `received` if there is none, so that a trace continues
 * even without an SDK here.
 */
export const currentTraceparent = (received?: string): string | undefined => {
  const active = trace.getActiveSpan()?.spanContext()
  if (!active || /^0+$/.test(active.traceId)) return received
  return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`
}

type SpanOptions = { attributes?: Attributes; traceparent?: string | undefined }

/** Runs `work` in a span. It costs almost nothing unless tracing is configured and has an SDK. */
export const inSpan = async <T>(
  name: string,
  { attributes = {}, traceparent }: SpanOptions,
  work: () => Promise<T>,
): Promise<T> => {
  const parent = remoteParent(traceparent)
  const outer = parent ? trace.setSpanContext(context.active(), parent) : context.active()
  return trace.getTracer('finance').startActiveSpan(name, { attributes }, outer, async (active) => {
    try {
      return await work()
    } catch (error) {
      active.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      active.end()
    }
  })
}
