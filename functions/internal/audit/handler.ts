import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { metered } from '../../../infra/lambda/metered.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { requireTenant } from '../../../infra/postgres/require-tenant.ts'
import { beginAudit, continueAudit } from './audit.ts'
import { type Cursor, cursorShape } from './cursor.ts'
import { type Checked, type Entry, newAuditReport } from './report.ts'

const request = z.object({ tenant: z.string().max(40).optional(), cursor: cursorShape.optional() })
type Request = z.infer<typeof request>

/** Counts and findings of this invocation alone. With a cursor there is more: invoke it again with that. */
export type AuditPart = {
  cursor: Cursor | undefined
  checked: Checked
  findings: Entry[]
  notes: Entry[]
}

/** No page is begun in this time at the end of an invocation: a slow store needs as long for one. */
const reserveMs = 120_000
/** An invocation ends early, so that the caller sees how far it is. */
const partMs = 10_000
/** An answer of Lambda has at most 6 MB. */
const maxEntries = 2_000

const run = (event: Request, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<AuditPart> =>
  traceInvocation('audit', {}, async () => {
    const { tenant, cursor } = request.parse(event)
    const started = performance.now()
    const sql = database('reader')
    await requireTenant(sql, tenant)
    const report = newAuditReport()
    const mayContinue = () =>
      performance.now() - started < partMs &&
      context.getRemainingTimeInMillis() > reserveMs &&
      report.findings.length + report.notes.length < maxEntries
    const next = await continueAudit({ sql, tenant, report, mayContinue }, cursor ?? (await beginAudit()))
    const { checked, findings, notes } = report
    return { cursor: next, checked, findings, notes }
  })

/**
 * Private: proves a part of the books of one tenant, or of all, by the streams of the event store, and
 * returns what is wrong. Operators invoke it with `npm run audit`, again and again with the cursor that it
 * returned.
 * @throws TenantNotFound when the database has no such tenant
 * @throws StoreUnavailable when the database is not reachable
 * @throws EventStoreUnavailable when the event store is not reachable
 */
export const handler = metered('audit', run, () => ({ tenantId: '' }))
