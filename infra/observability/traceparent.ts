import type { SpanContext, TraceFlags } from '@opentelemetry/api'

/** The W3C `traceparent` header: trace id, span id and flags. */
const traceparentFormat = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export const isTraceparent = (header: string | undefined): boolean => traceparentFormat.test(header ?? '')

/** Parses a `traceparent`. Undefined for anything else, because a bad header must not fail a request. */
export const spanContextOf = (traceparent: string | undefined): SpanContext | undefined => {
  const [, traceId, spanId, flags] = traceparentFormat.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId || !flags) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) as TraceFlags, isRemote: true }
}

export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
