import { type SpanContext, type SpanKind, type SpanOptions, TraceFlags } from '@opentelemetry/api'
import Subsegment from 'aws-xray-sdk-core/dist/lib/segments/attributes/subsegment.js'
import Segment from 'aws-xray-sdk-core/dist/lib/segments/segment.js'
import type { SegmentFields } from './segment-fields.ts'
import { segmentName } from './segment-fields.ts'
import { XRaySpan } from './span.ts'
import { type TraceHeader, xrayTraceId } from './trace-header.ts'

/**
 * X-Ray indexes 50 annotations of a trace. Each invocation of a trace gets its part, because none knows how
 * many the others have.
 */
const maxAnnotations = 15

/** X-Ray accepts about 500 kB for a trace, and a projection may run thousands of statements. */
const maxSpans = 200

type StartedSpan = { name: string; kind: SpanKind; options: SpanOptions; parent: XRaySpan | undefined }

/** The spans of one invocation. Lambda sends the segment itself; ours are subsegments of it. */
export class TracedInvocation {
  readonly #header: TraceHeader
  readonly #segment: Segment
  readonly #open = new Set<XRaySpan>()
  /** Key and value of each annotation that was sent. */
  readonly #annotations = new Set<string>()
  #started = 0
  #ended = false

  constructor(header: TraceHeader) {
    this.#header = header
    this.#segment = new Segment('facade', xrayTraceId(header.traceId))
    this.#segment.id = header.segmentId
    // The SDK sends a segment when its last subsegment ends. This one must not be sent, so it never ends, and
    // its count of open subsegments never gets to 0.
    this.#segment.incrementCounter()
  }

  /** The segment of Lambda. */
  spanContext(): SpanContext {
    return { traceId: this.#header.traceId, spanId: this.#header.segmentId, traceFlags: TraceFlags.SAMPLED }
  }

  /** Undefined when the invocation has as many spans as it may have, or has ended. */
  start({ name, kind, options, parent }: StartedSpan): XRaySpan | undefined {
    this.#started++
    if (this.#ended || this.#started > maxSpans) return undefined
    const subsegment = new Subsegment(segmentName(name))
    const outer = parent && this.#open.has(parent) ? parent.subsegment : this.#segment
    outer.addSubsegment(subsegment)
    const { traceId } = this.#header
    const beforeSent = (ended: XRaySpan, fields: SegmentFields) => this.#beforeSent(ended, fields)
    const span = new XRaySpan({ traceId, kind, subsegment, beforeSent }, options, parent?.searchable())
    this.#open.add(span)
    return span
  }

  /** Ends what is still open, the innermost span first. */
  end(): void {
    this.#ended = true
    for (const span of [...this.#open].reverse()) span.abandon()
    // A span that ended before one inside it is not sent yet.
    for (const subsegment of this.#segment.subsegments ?? []) subsegment.streamSubsegments()
  }

  /** An annotation that another span of the invocation has too counts once. */
  #isIndexed(annotation: readonly unknown[]): boolean {
    const text = JSON.stringify(annotation)
    if (!this.#annotations.has(text) && this.#annotations.size === maxAnnotations) return false
    this.#annotations.add(text)
    return true
  }

  #beforeSent(span: XRaySpan, { annotations, ...fields }: SegmentFields): SegmentFields {
    this.#open.delete(span)
    const isOutermost = span.subsegment.parent === this.#segment
    const dropped = this.#started - maxSpans
    const kept = Object.entries(annotations ?? {}).filter((annotation) => this.#isIndexed(annotation))
    return {
      ...fields,
      ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
      ...(isOutermost && dropped > 0
        ? { metadata: { default: { ...fields.metadata?.default, spansLeftOut: String(dropped) } } }
        : {}),
    }
  }
}
