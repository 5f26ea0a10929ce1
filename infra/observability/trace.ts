import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type TraceFlags,
  trace,
} from '@opentelemetry/api'
import { errorCode } from '../process/error-code.ts'
import { log } from './log.ts'
import { sampledTraceHeader } from './xray/trace-header.ts'

/** The W3C `traceparent` header: trace id, span id and flags. */
const traceparentFormat = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export const isTraceparent = (header: string | undefined): boolean => traceparentFormat.test(header ?? '')

/** Undefined for anything but a `traceparent`, because a bad header must not fail a request. */
const spanContextOf = (traceparent: string | undefined): SpanContext | undefined => {
  const [, traceId, spanId, flags] = traceparentFormat.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId || !flags) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) as TraceFlags, isRemote: true }
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

/**
 * The attributes `finance.*` are those that traces are searched by, such as `finance.tenant`. Others have the
 * names of OpenTelemetry's conventions. No attribute may contain personal data or a secret.
 */
type SpanOptions = {
  attributes?: Attributes
  /** The caller's span, as in the header `traceparent`. */
  traceparent?: string | undefined
  /** Spans of other traces that caused this one. */
  causes?: readonly string[]
  kind?: SpanKind
}

/** A global slot and not a module variable, because each bundled function has its own copy of this module. */
const slot = Symbol.for('finance.trace-export')
const globals = globalThis as { [slot]?: boolean }

/** The exporter of a process calls this with true once its tracer provider is the global one. */
export const provideTraceExport = (isExported: boolean): void => {
  globals[slot] = isExported
}

/**
 * Whether this process sends the spans that it samples to a collector. On Lambda, X-Ray takes them instead.
 */
const isExported = (): boolean => globals[slot] === true

/**
 * Runs the work of an invocation in a span. On Lambda its spans are sent to X-Ray before it returns, if
 * Lambda says that the invocation is sampled; otherwise nothing is loaded and nothing sent. The host sends
 * spans to a collector (otlp/traces.ts), which is the global tracer provider then.
 */
export const traceInvocation = async <T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> => {
  const header = sampledTraceHeader()
  const xray = header && (await loadXRay())
  const inOwnSpan = () => inSpan(name, options, work)
  return xray ? xray.exportSpans(header, inOwnSpan) : inOwnSpan()
}

/** Undefined when it cannot be loaded: an invocation must not fail because it is traced. */
const loadXRay = async () => {
  try {
    return await import('./xray/export-spans.ts')
  } catch (error) {
    log('warn', 'Invocations are not traced, because the X-Ray SDK cannot be loaded', { error })
    return undefined
  }
}

/** Runs `work` in a span. It costs almost nothing unless the invocation is traced. */
export const inSpan = async <T>(
  name: string,
  { attributes = {}, traceparent, causes = [], kind = SpanKind.INTERNAL }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> => {
  const parent = spanContextOf(traceparent)
  const outer = parent ? trace.setSpanContext(context.active(), parent) : context.active()
  const links = causes.flatMap((cause) => spanContextOf(cause) ?? []).map((context) => ({ context }))
  return trace
    .getTracer('finance')
    .startActiveSpan(name, { attributes, kind, links }, outer, async (active) => {
      try {
        return await work(active)
      } catch (error) {
        recordError(error, active)
        throw error
      } finally {
        active.end()
      }
    })
}

const noSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

/** True while an invocation that is traced runs. */
export const isTraced = (): boolean => trace.getActiveSpan()?.isRecording() ?? false

/** Adds attributes to the active span. The spans inside it that begin later have its `finance.*` too. */
export const annotate = (attributes: Attributes): void => {
  trace.getActiveSpan()?.setAttributes(attributes)
}

/** Links a span to spans of other traces, given as `traceparent`. */
export const linkTo = (span: Span, others: readonly string[]): void => {
  if (!span.isRecording()) return
  for (const other of new Set(others)) {
    const linked = spanContextOf(other)
    if (linked) span.addLink({ context: linked })
  }
}

/** Runs a call to another system in a span. Without a trace it is only the call. */
export const inCallSpan = <T>(
  name: string,
  attributesOf: () => Attributes,
  call: (span: Span) => Promise<T>,
): Promise<T> =>
  isTraced() ? inSpan(name, { attributes: attributesOf(), kind: SpanKind.CLIENT }, call) : call(noSpan)

/** Starts the span of a call to another system. Without a trace it records nothing. End it in any case. */
export const startCallSpan = (name: string, attributes: Attributes): Span =>
  isTraced() ? trace.getTracer('finance').startSpan(name, { attributes, kind: SpanKind.CLIENT }) : noSpan

/**
 * Marks a span, by default the active one, as failed. The message of an error may contain input of a client,
 * so the span has only its name, its code and where it was thrown; the log has the message.
 */
export const recordError = (error: unknown, span = trace.getActiveSpan()): void => {
  if (!span?.isRecording()) return
  const code = errorCode(error)
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined }
  const frames = stack?.split('\n').filter((line) => line.trimStart().startsWith('at '))
  span.setAttribute('error.type', code ?? name)
  span.recordException({ name, message: code ?? name, ...(frames && { stack: frames.join('\n') }) })
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/**
 * Returns the `traceparent` of the active span, or `received` if there is none, so that a trace continues
 * even without an exporter here.
 */
export const currentTraceparent = (received?: string): string | undefined => {
  const active = trace.getActiveSpan()?.spanContext()
  return active && isSpanContextValid(active) ? traceparentOf(active) : received
}

/** The span of one record of a batch: its name, and the span of its producer as `traceparent`. */
type RecordSpan = { name: string; producer: string; attributes?: Attributes }

/**
 * Runs `work`, which processes the records of a batch. Each record has a span that is a child of its
 * producer's, and so belongs to the trace of the request that caused it; it has a link to the active span,
 * that of the batch. X-Ray has only spans of its own invocation, so there the batch has links to the
 * producers instead.
 */
export const inRecordSpans = async <T>(
  records: () => readonly RecordSpan[],
  work: () => Promise<T>,
): Promise<T> => {
  if (!isExported()) return work()
  const batch = trace.getActiveSpan()?.spanContext()
  const links = batch && isSpanContextValid(batch) ? [{ context: batch }] : []
  const spans = records().flatMap(({ name, producer, attributes = {} }) => {
    const parent = spanContextOf(producer)
    if (!parent) return []
    const options = { kind: SpanKind.CONSUMER, links, attributes }
    return trace.getTracer('finance').startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent))
  })
  try {
    return await work()
  } catch (error) {
    for (const span of spans) recordError(error, span)
    throw error
  } finally {
    for (const span of spans) span.end()
  }
}
