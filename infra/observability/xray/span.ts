import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api'
import type Subsegment from 'aws-xray-sdk-core/dist/lib/segments/attributes/subsegment.js'
import { log } from '../log.ts'
import {
  isSearchable,
  type RecordedSpan,
  type SegmentFields,
  segmentFields,
  segmentName,
} from './segment-fields.ts'

/** Where a span belongs: the trace, its subsegment, and what the invocation has to know of it. */
export type SpanPlace = {
  traceId: string
  kind: SpanKind
  subsegment: Subsegment
  /** Called with the fields of the document before it is sent. May leave fields out. */
  beforeSent(span: XRaySpan, fields: SegmentFields): SegmentFields
}

/** A span of OpenTelemetry that is a subsegment of X-Ray. It is sent when it ends. */
export class XRaySpan implements Span {
  readonly subsegment: Subsegment
  readonly #place: SpanPlace
  readonly #attributes: Attributes = {}
  readonly #links: Link[]
  #failed = false
  #exception: Exception | undefined
  #ended = false

  constructor(place: SpanPlace, { attributes = {}, links = [] }: SpanOptions, inherited: Attributes = {}) {
    this.#place = place
    this.subsegment = place.subsegment
    this.#links = [...links]
    this.setAttributes(inherited)
    this.setAttributes(attributes)
  }

  spanContext(): SpanContext {
    return { traceId: this.#place.traceId, spanId: this.subsegment.id, traceFlags: TraceFlags.SAMPLED }
  }

  setAttribute(name: string, value: AttributeValue): this {
    this.#attributes[name] = value
    return this
  }

  setAttributes(attributes: Attributes): this {
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) this.#attributes[name] = value
    return this
  }

  /** X-Ray has no events. */
  addEvent(): this {
    return this
  }

  addLink(link: Link): this {
    this.#links.push(link)
    return this
  }

  addLinks(links: Link[]): this {
    this.#links.push(...links)
    return this
  }

  setStatus({ code }: { code: SpanStatusCode }): this {
    this.#failed = code === SpanStatusCode.ERROR
    return this
  }

  updateName(name: string): this {
    this.subsegment.name = segmentName(name)
    return this
  }

  recordException(exception: Exception): void {
    this.#exception = exception
  }

  /** The attributes `finance.*`, which the spans inside this one have too. */
  searchable(): Attributes {
    return Object.fromEntries(Object.entries(this.#attributes).filter(([name]) => isSearchable(name)))
  }

  isRecording(): boolean {
    return !this.#ended
  }

  end(): void {
    this.#finish(false)
  }

  /** Ends a span that is still open when its invocation returns: the document shows what did not return. */
  abandon(): void {
    this.#finish(true)
  }

  /** Never throws, because an invocation must not fail when its trace does. */
  #finish(unfinished: boolean): void {
    if (this.#ended) return
    this.#ended = true
    try {
      Object.assign(this.subsegment, this.#place.beforeSent(this, segmentFields(this.#recorded(unfinished))))
      this.subsegment.close()
    } catch (error) {
      log('warn', 'A span could not be sent to X-Ray', { error })
    }
  }

  #recorded(unfinished: boolean): RecordedSpan {
    return {
      traceId: this.#place.traceId,
      kind: this.#place.kind,
      attributes: this.#attributes,
      links: this.#links,
      failed: this.#failed,
      exception: this.#exception,
      unfinished,
    }
  }
}
