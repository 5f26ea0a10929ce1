import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { errorCode } from '../process/error-code.ts'
import { log } from './log.ts'
import { spanContextOf, traceparentOf } from './traceparent.ts'
import { sampledTraceHeader } from './xray/trace-header.ts'

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

/**
 * Runs the work of an invocation in a span, and sends its spans before it returns. They are sent to X-Ray
 * when Lambda says that the invocation is sampled, and otherwise nothing is loaded and nothing sent. An
 * exporter for OTLP would be another module like the one of X-Ray.
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

/** Runs a call to another system in a span. Without a trace it is only the call. */
export const inCallSpan = <T>(
  name: string,
  attributes: Attributes,
  call: (span: Span) => Promise<T>,
): Promise<T> => (isTraced() ? inSpan(name, { attributes, kind: SpanKind.CLIENT }, call) : call(noSpan))

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
