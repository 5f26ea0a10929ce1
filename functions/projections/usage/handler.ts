import type { CloudWatchLogsEvent } from 'aws-lambda'
import { settings } from '../../../infra/config/settings.ts'
import { log } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { usageEventsOf } from './log-events.ts'
import { type RecordedUsage, recordUsage } from './record-usage.ts'

const nothing: RecordedUsage = { reports: 0, lines: 0, attributedLater: 0 }

/**
 * Adds what CloudWatch Logs delivers, the platform's reports of invocations and their usage lines, to the
 * usage of the tenants. It writes no usage line itself, and logs to a group without this subscription: its
 * own report would start it again, without end.
 * @throws Error when the event is not of CloudWatch Logs
 * @throws StoreUnavailable when the database is not reachable
 */
export const handler = async (event: CloudWatchLogsEvent): Promise<RecordedUsage> =>
  traceInvocation('project-usage', {}, async () => {
    const { ignored, ...events } = usageEventsOf(event, settings(['FUNCTION_PREFIX']).FUNCTION_PREFIX ?? '')
    if (ignored > 0) log('warn', 'Log events without usage were delivered', { ignored })
    const isEmpty = events.reports.length + events.lines.length === 0
    return isEmpty ? nothing : recordUsage(database('writer'), events)
  })
