import * as z from 'zod'

/** What the function set-aside returns, as far as the command prints it. */

const cursor = z.object({ setAsideAt: z.string(), stream: z.string(), version: z.number() }).nullable()

const mark = z.object({
  stream: z.string(),
  version: z.number(),
  tenant: z.string(),
  revision: z.number(),
  error: z.string(),
  setAsideAt: z.string(),
  position: z.object({ partition: z.string(), offset: z.number() }).optional(),
})
export type Mark = z.infer<typeof mark>

export const markPage = z.object({ marks: z.array(mark), next: cursor })

const event = z.object({
  revision: z.number().optional(),
  type: z.string().optional(),
  schemaVersion: z.unknown().optional(),
  created: z.string().optional(),
  problem: z.string().nullable(),
  skipped: z.object({ reason: z.string(), by: z.string(), at: z.string() }).optional(),
  decoded: z.unknown().optional(),
  raw: z.unknown().optional(),
})
export type EventShown = z.infer<typeof event>

export const shown = z.object({
  marks: z.array(mark.extend({ record: event })),
  events: z.array(event),
})

const retried = z.object({
  stream: z.string(),
  version: z.number(),
  outcome: z.enum(['repaired', 'failed', 'unmarked', 'not live', 'not run', 'no stream']),
  revision: z.number().optional(),
  error: z.string().optional(),
})
export type Retried = z.infer<typeof retried>

export const retryReport = z.object({ retried: z.array(retried), next: cursor, stopped: z.boolean() })

export const skipReport = z.object({
  outcome: z.enum(['recorded', 'repeated', 'dropped', 'refused']),
  why: z.string().optional(),
  revisions: z.array(z.int()).optional(),
  retried: z.array(retried).optional(),
})

export type SkipReport = z.output<typeof skipReport>
