import { gzipSync } from 'node:zlib'
import type { CloudWatchLogsEvent, CloudWatchLogsLogEvent } from 'aws-lambda'

export const prefix = 'finance-prod-'

/** The log event of a platform's report, in the form of Lambda's JSON logs. */
export const reportEvent = (
  eventId: string,
  { requestId = 'r-1', billedMs = 100, memoryMb = 1024, status = 'success', at = '2026-11-26T10:00:00.000Z' },
): CloudWatchLogsLogEvent => ({
  id: eventId,
  timestamp: Date.parse(at),
  message: JSON.stringify({
    time: at,
    type: 'platform.report',
    record: {
      requestId,
      status,
      metrics: {
        durationMs: billedMs - 0.5,
        billedDurationMs: billedMs,
        memorySizeMB: memoryMb,
        maxMemoryUsedMB: 90,
      },
    },
  }),
})

/** The log event of a usage line. `owner` has the tenantId or the shares. */
export const lineEvent = (
  eventId: string,
  owner: { tenantId: string } | { shares: Record<string, number> },
  { requestId = 'r-1', operation = 'createInvoice' } = {},
): CloudWatchLogsLogEvent => ({
  id: eventId,
  timestamp: Date.parse('2026-11-26T10:00:00.000Z'),
  message: JSON.stringify({ level: 'info', message: 'usage', usage: { requestId, operation, ...owner } }),
})

/** What the log subscription delivers of one log stream. */
export const delivery = (
  logEvents: CloudWatchLogsLogEvent[],
  { functionKey = 'create-invoice', messageType = 'DATA_MESSAGE' } = {},
): CloudWatchLogsEvent => {
  const logStream = `2026/11/26/${prefix}${functionKey}[$LATEST]0a1b2c3d`
  const data = { messageType, owner: '1', logGroup: '/finance/prod/functions', logStream, logEvents }
  return {
    awslogs: {
      data: gzipSync(JSON.stringify({ ...data, subscriptionFilters: ['usage'] })).toString('base64'),
    },
  }
}
