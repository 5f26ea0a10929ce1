import { randomBytes } from 'node:crypto'
import { type Attributes, type AttributeValue, type Exception, type Link, SpanKind } from '@opentelemetry/api'
import { shorten } from '../shorten.ts'
import { xrayTraceId } from './trace-header.ts'

/** What a span has recorded when it ends. */
export type RecordedSpan = {
  traceId: string
  kind: SpanKind
  attributes: Attributes
  links: readonly Link[]
  failed: boolean
  exception: Exception | undefined
  unfinished: boolean
}

/** Fields of a subsegment, named as X-Ray's segment documents name them. */
export type SegmentFields = {
  namespace?: 'aws' | 'remote'
  annotations?: Record<string, string | number | boolean>
  metadata?: Record<string, Record<string, string>>
  sql?: Record<string, string>
  aws?: Record<string, string | number>
  http?: { response: { status: number } }
  links?: { trace_id: string; id: string }[]
  error?: true
  throttle?: true
  fault?: true
  cause?: SegmentCause
}
type SegmentCause = { working_directory: string; exceptions: SegmentException[] }
type SegmentException = { id: string; message: string; type: string; stack: StackFrame[]; truncated?: number }
type StackFrame = { path: string; line: number; label: string }

/** X-Ray allows 200 characters, and no others than these. */
export const segmentName = (name: string): string =>
  shorten(name, 200).replace(/[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]/gu, '_') || 'unnamed'

/**
 * X-Ray allows 64 kB for a document, 1,000 characters for an annotation and 50 annotations for a trace. With
 * these limits the largest document has less than 60 kB, also when all of its text is Bangla.
 */
const maxAnnotations = 15
const maxAnnotationCharacters = 250
const maxMetadata = 20
const maxMetadataCharacters = 150
const maxNameCharacters = 100
const maxFieldCharacters = 200
const maxQueryCharacters = 1_500
const maxLinks = 32
const maxFrames = 20
/** 27 ids with a space between them have less than 1,000 characters. */
const maxAnnotatedOrigins = 27

/** One line, because JSON needs six bytes for a control character. */
const line = (value: unknown, maxCharacters: number): string =>
  shorten(
    shorten(String(value), 4 * maxCharacters)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
    maxCharacters,
  )

/** Attributes of OpenTelemetry that have a field of their own, and that field. */
const sqlAddress = ['db.system.name', 'server.address', 'server.port', 'db.namespace']
const query = 'db.query.text'
const sqlFields = {
  [query]: 'sanitized_query',
  'db.user': 'user',
} as const
const awsFields = {
  'rpc.method': 'operation',
  'cloud.region': 'region',
  'aws.request_id': 'request_id',
  'faas.invoked_name': 'function_name',
  'faas.invocation_type': 'invocation_type',
} as const
const status = 'http.response.status_code'

/** Returns the fields of the document of an ended span, each within the limits of X-Ray. */
export const segmentFields = (span: RecordedSpan): SegmentFields => {
  const { attributes, kind } = span
  const isAws = attributes['rpc.system'] === 'aws-api'
  const isSql = attributes['db.system.name'] === 'postgresql'
  const origins = originsOf(span)
  return withoutEmpty({
    ...(isAws ? { namespace: 'aws' as const } : isRemote(kind) ? { namespace: 'remote' as const } : {}),
    ...(isAws ? { aws: renamed(attributes, awsFields) } : {}),
    ...(isSql ? { sql: sqlOf(attributes) } : {}),
    ...(typeof attributes[status] === 'number' ? { http: { response: { status: attributes[status] } } } : {}),
    annotations: annotationsOf(attributes, origins),
    metadata: { default: metadataOf(span, isAws, isSql) },
    links: origins.map(({ traceId, spanId }) => ({ trace_id: xrayTraceId(traceId), id: spanId })),
    ...failureOf(span),
  })
}

const isRemote = (kind: SpanKind) => kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER

/** The spans of other traces that caused this one. */
const originsOf = ({ links, traceId }: RecordedSpan) =>
  links
    .map(({ context }) => context)
    .filter(({ traceId: origin }) => origin !== traceId)
    .slice(0, maxLinks)

const searchable = 'finance.'

export const isSearchable = (name: string): boolean => name.startsWith(searchable)

/**
 * The attributes `finance.*`, by which traces are searched. The ids of the origins are in one annotation, so
 * that CONTAINS finds the traces that a trace has caused.
 */
const annotationsOf = (attributes: Attributes, origins: readonly { traceId: string }[]) => {
  const annotations = Object.entries(attributes).flatMap(([name, value]) => {
    const scalar = scalarOf(value)
    if (!isSearchable(name) || scalar === undefined) return []
    return [[name.slice(searchable.length, maxNameCharacters).replace(/\W/g, '_'), scalar] as const]
  })
  const ids = [...new Set(origins.map(({ traceId }) => xrayTraceId(traceId)))]
  return {
    ...(ids.length === 0 ? {} : { origin_trace_id: ids.slice(0, maxAnnotatedOrigins).join(' ') }),
    ...Object.fromEntries(annotations.slice(0, maxAnnotations)),
  }
}

const scalarOf = (value: AttributeValue | undefined): string | number | boolean | undefined => {
  if (typeof value === 'string') return line(value, maxAnnotationCharacters)
  return typeof value === 'boolean' || Number.isFinite(value) ? (value as boolean | number) : undefined
}

const metadataOf = ({ attributes, unfinished }: RecordedSpan, isAws: boolean, isSql: boolean) => {
  const elsewhere: ReadonlySet<string> = new Set([
    ...(isAws ? ['rpc.system', ...Object.keys(awsFields)] : []),
    ...(isSql ? [...sqlAddress, ...Object.keys(sqlFields)] : []),
    status,
  ])
  const metadata = Object.entries(attributes)
    .filter(([name]) => !isSearchable(name) && !elsewhere.has(name))
    .slice(0, maxMetadata)
    .map(([name, value]) => [line(name, maxNameCharacters), line(value ?? '', maxMetadataCharacters)])
  return { ...Object.fromEntries(metadata), ...(unfinished ? { unfinished: 'true' } : {}) }
}

const sqlOf = (attributes: Attributes): Record<string, string> => {
  const { 'server.address': host, 'server.port': port, 'db.namespace': database } = attributes
  return {
    database_type: 'PostgreSQL',
    ...(host === undefined
      ? {}
      : { url: line(`postgresql://${host}:${port}/${database}`, maxFieldCharacters) }),
    ...renamed(attributes, sqlFields),
  }
}

const renamed = (attributes: Attributes, names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, field]) =>
      attributes[name] === undefined
        ? []
        : [[field, line(attributes[name], name === query ? maxQueryCharacters : maxFieldCharacters)]],
    ),
  )

/** Codes of calls that were refused because there were too many. */
const throttled: readonly unknown[] = ['FUNCTION_THROTTLED', 'RATE_LIMITED', 'QUOTA_EXCEEDED']

/** Codes of calls that were rightly refused: another writer was first, or the caller sent too much. */
const callersErrors: readonly unknown[] = ['CONFLICT', 'INPUT_TOO_LARGE']

/**
 * A fault is a failure of this service or of a system that it called. An error is one of the caller, such as
 * a refusal: the span has an `error.type` or a status from 400 on, and did not fail.
 */
const failureOf = ({ attributes, failed, exception }: RecordedSpan): SegmentFields => {
  const type = attributes['error.type']
  const code = Number(attributes[status] ?? 0)
  if (throttled.includes(type) || code === 429) return { error: true, throttle: true }
  if (callersErrors.includes(type)) return { error: true }
  if (failed || code >= 500) return { fault: true, ...(exception ? { cause: causeOf(exception) } : {}) }
  return type !== undefined || code >= 400 ? { error: true } : {}
}

const causeOf = (exception: Exception): SegmentCause => {
  const { name, message, stack } =
    typeof exception === 'string' ? { name: 'Error', message: exception, stack: undefined } : exception
  const frames = stack?.split('\n') ?? []
  const truncated = frames.length - maxFrames
  return {
    working_directory: process.cwd(),
    exceptions: [
      {
        id: randomBytes(8).toString('hex'),
        type: line(name ?? 'Error', maxFieldCharacters),
        message: line(message ?? '', maxFieldCharacters),
        stack: frames.slice(0, maxFrames).flatMap(frameOf),
        ...(truncated > 0 ? { truncated } : {}),
      },
    ],
  }
}

/** The line and the column at the end of a location in a stack. */
const positionFormat = /:(\d{1,9})(?::\d{1,9})?$/

/** The end of a path says which file it is. */
const lastOf = (path: string): string => line(path.slice(-maxNameCharacters), maxNameCharacters)

/** Reads a line of a stack in V8's form: `at label (path:line:column)`, or without a label. */
const frameOf = (text: string): StackFrame[] => {
  const frame = shorten(text).trim()
  if (!frame.startsWith('at ')) return []
  const opening = frame.lastIndexOf(' (')
  const label = opening < 0 ? 'anonymous' : frame.slice(3, opening)
  const location = opening < 0 ? frame.slice(3) : frame.slice(opening + 2).replace(/\)$/, '')
  const position = positionFormat.exec(location)
  if (position === null) return []
  const path = lastOf(location.slice(0, position.index))
  return [{ path, line: Number(position[1]), label: line(label, maxNameCharacters) }]
}

const withoutEmpty = (fields: SegmentFields): SegmentFields => {
  const metadata = fields.metadata?.default ?? {}
  return Object.fromEntries(
    Object.entries({
      ...fields,
      metadata: Object.keys(metadata).length > 0 ? { default: metadata } : {},
    }).filter(([, value]) => typeof value !== 'object' || Object.keys(value).length > 0),
  )
}
