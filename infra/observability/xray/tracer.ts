import {
  type Context,
  context,
  createContextKey,
  type Span,
  SpanKind,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { TracedInvocation } from './invocation.ts'
import { XRaySpan } from './span.ts'

const invocationKey = createContextKey('finance: the invocation that X-Ray traces')

/** Spans that are started in the returned context belong to the invocation. */
export const withInvocation = (outer: Context, invocation: TracedInvocation): Context =>
  outer.setValue(invocationKey, invocation)

const startSpan = (name: string, options: SpanOptions = {}, outer: Context = context.active()): Span => {
  const invocation = outer.getValue(invocationKey) as TracedInvocation | undefined
  const around = trace.getSpan(outer)
  // Outside a sampled invocation the received trace is passed on.
  if (!invocation) return trace.wrapSpanContext(around?.spanContext() ?? invalid)
  const parent = around instanceof XRaySpan ? around : undefined
  const kind = options.kind ?? SpanKind.INTERNAL
  const span = invocation.start({ name, kind, options: withReceived(options, around), parent })
  return span ?? trace.wrapSpanContext(parent?.spanContext() ?? invocation.spanContext())
}

const invalid = { traceId: '', spanId: '', traceFlags: 0 }

/** The parent of a span is Lambda's segment. A trace that the caller began elsewhere becomes a link to it. */
const withReceived = (options: SpanOptions, around: Span | undefined): SpanOptions => {
  const received = around?.spanContext()
  return received?.isRemote
    ? { ...options, links: [...(options.links ?? []), { context: received }] }
    : options
}

type Work = (span: Span) => unknown

const tracer = {
  startSpan,
  startActiveSpan: (name: string, ...rest: unknown[]): unknown => {
    const work = rest.pop() as Work
    const [options, outer = context.active()] = rest as [SpanOptions?, Context?]
    const span = startSpan(name, options, outer)
    return context.with(trace.setSpan(outer, span), work, undefined, span)
  },
} as Tracer

/** Makes the spans of all sampled invocations. */
export const xrayTracerProvider: TracerProvider = { getTracer: () => tracer }
