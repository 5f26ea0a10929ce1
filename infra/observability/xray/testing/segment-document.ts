import * as z from 'zod'

/**
 * The subsegment documents that X-Ray accepts, with the limits that its documentation states. Strict, so that
 * a misspelt field is found: X-Ray would ignore it.
 */
const hexId = z.string().regex(/^[0-9a-f]{16}$/)
const traceId = z.string().regex(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
/** Seconds. A time in milliseconds would be in the year 50,000. */
const time = z.number().min(1.4e9).max(5e9)

const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]+$/u)

const annotations = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z0-9_]+$/)
      .max(500),
    z.union([z.string().max(1_000), z.number(), z.boolean()]),
  )
  .refine((all) => Object.keys(all).length <= 50, 'at most 50 annotations')

const exception = z.strictObject({
  id: hexId,
  message: z.string().optional(),
  type: z.string().optional(),
  remote: z.boolean().optional(),
  truncated: z.int().positive().optional(),
  skipped: z.int().positive().optional(),
  cause: hexId.optional(),
  stack: z
    .array(z.strictObject({ path: z.string(), line: z.int().nonnegative(), label: z.string() }))
    .optional(),
})

const subsegment = z.strictObject({
  type: z.literal('subsegment'),
  name,
  id: hexId,
  trace_id: traceId,
  parent_id: hexId,
  start_time: time,
  end_time: time,
  namespace: z.enum(['aws', 'remote']).optional(),
  annotations: annotations.optional(),
  metadata: z.record(z.string().regex(/^(?!AWS\.)/), z.record(z.string(), z.unknown())).optional(),
  sql: z
    .strictObject({
      connection_string: z.string().optional(),
      url: z.string().optional(),
      sanitized_query: z.string().optional(),
      database_type: z.string().optional(),
      database_version: z.string().optional(),
      driver_version: z.string().optional(),
      user: z.string().optional(),
      preparation: z.enum(['call', 'statement']).optional(),
    })
    .optional(),
  // The documented fields, and those that Amazon's own SDK adds for a call of Lambda.
  aws: z
    .strictObject({
      operation: z.string(),
      region: z.string().optional(),
      request_id: z.string().optional(),
      function_name: z.string().optional(),
      invocation_type: z.string().optional(),
    })
    .optional(),
  http: z.strictObject({ response: z.strictObject({ status: z.int().min(100).max(599) }) }).optional(),
  links: z
    .array(z.strictObject({ trace_id: traceId, id: hexId }))
    .min(1)
    .optional(),
  error: z.literal(true).optional(),
  throttle: z.literal(true).optional(),
  fault: z.literal(true).optional(),
  cause: z
    .union([hexId, z.strictObject({ working_directory: z.string(), exceptions: z.array(exception).min(1) })])
    .optional(),
})

export type SubsegmentDocument = z.infer<typeof subsegment>

const maxDocumentBytes = 64_000

/** Returns the document of a datagram to the X-Ray daemon. @throws Error when X-Ray would not accept it */
export const parseDatagram = (datagram: Buffer): SubsegmentDocument => {
  const [header = '', ...lines] = datagram.toString().split('\n')
  const document = lines.join('\n')
  z.strictObject({ format: z.literal('json'), version: z.literal(1) }).parse(JSON.parse(header))
  if (Buffer.byteLength(document) > maxDocumentBytes) throw new Error('The document has more than 64 kB')
  const parsed = subsegment.parse(JSON.parse(document))
  if (parsed.end_time < parsed.start_time) throw new Error('The document ends before it starts')
  return parsed
}
