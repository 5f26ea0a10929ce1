import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { parseStream } from '../../../infra/event-store/stream-names.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { requireTenant } from '../../../infra/postgres/require-tenant.ts'
import { readMarkPage } from './marks.ts'
import { retryMarks } from './retry.ts'
import { showStream } from './show.ts'
import { skip } from './skip.ts'

const stream = z.string().min(1).max(300)
const tenant = z.string().max(40).optional()
const version = z.int().min(1).optional()
const cursor = z.strictObject({ setAsideAt: z.string().max(40), stream, version: z.int() })
/** What people give as a reason or as their name ends up in an event, which is kept for ever. */
const said = (maxLength: number) => z.string().trim().min(1).max(maxLength)

const request = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('list'),
    tenant,
    version,
    after: cursor.optional(),
    limit: z.int().optional(),
  }),
  z.object({ command: z.literal('show'), stream, version, raw: z.boolean().default(false) }),
  z.object({
    command: z.literal('retry'),
    tenant,
    stream: stream.optional(),
    version,
    after: cursor.optional(),
  }),
  z.object({
    command: z.literal('skip'),
    stream,
    revision: z.int().min(0).optional(),
    reason: said(500),
    by: said(100),
  }),
])
type Request = z.input<typeof request>

/** No stream is folded again in this time at the end of an invocation: a long one takes as long. */
const reserveMs = 30_000

/** @throws TypeError in one line, because operators read it */
const parseRequest = (event: Request): z.output<typeof request> => {
  const { success, data, error } = request.safeParse(event)
  if (success) return data
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the request'}: ${message}`)
  throw new TypeError(problems.join('; '))
}

const run = (event: Request, context: Pick<Context, 'getRemainingTimeInMillis'>) =>
  traceInvocation('set-aside', {}, async () => {
    const asked = parseRequest(event)
    const sql = database('writer')
    switch (asked.command) {
      // A misspelt tenant must not look like one without marks. A stream may name one that does not exist.
      case 'list': {
        const page = await readMarkPage(sql, asked)
        if (page.marks.length === 0) await requireTenant(sql, asked.tenant)
        return page
      }
      case 'show':
        return showStream(sql, asked)
      case 'retry': {
        const report = await retryMarks(sql, asked, () => context.getRemainingTimeInMillis() > reserveMs)
        if (report.retried.length === 0) await requireTenant(sql, asked.tenant)
        return report
      }
      case 'skip':
        return skip(sql, asked)
    }
  })

const tenantOf = (event: Request): string =>
  ('tenant' in event ? event.tenant : undefined) ??
  ('stream' in event && event.stream !== undefined ? parseStream(event.stream)?.tenantId : undefined) ??
  ''

/**
 * Private: what operators do with streams that the projection has set aside. `list` and `show` read them,
 * `retry` has the projection fold them again, and `skip` records that an event is passed over, and then
 * retries. `npm run poison` runs it.
 * @throws TypeError when the request has another form
 * @throws TenantNotFound when a tenant is named that does not exist and has no marks
 * @throws StoreUnavailable when the database is not reachable
 * @throws EventStoreUnavailable when a stream cannot be read, or a skip cannot be recorded
 */
export const handler = metered('set-aside', run, (event: Request) => ({ tenantId: tenantOf(event) }))
