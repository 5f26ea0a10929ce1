import { gunzipSync } from 'node:zlib'
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda'
import * as z from 'zod'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'

/** The platform's report of one invocation. `day` is the date in Dhaka on which the invocation ended. */
export type InvocationReport = {
  /** The id of the log event, which stays the same when the event is delivered again. */
  eventId: string
  requestId: string
  day: string
  functionKey: string
  billedMs: number
  memoryMb: number
  /** It failed or timed out. A refusal is an answer and not a failure. */
  failed: boolean
}

/** The usage line of an invocation and of its retries, which have the same request id. */
export type Line = { requestId: string; operation: string; shares: Readonly<Record<string, number>> }

/** `ignored` counts log events that are neither. */
export type UsageEvents = { reports: InvocationReport[]; lines: Line[]; ignored: number }

const id = z.string().min(1).max(200)
const count = z.int().min(0)

const platformReport = z.object({
  type: z.literal('platform.report'),
  record: z.object({
    requestId: id,
    status: z.string(),
    metrics: z.object({ billedDurationMs: count, memorySizeMB: z.int().min(1) }),
  }),
})

const usageLine = z.object({
  message: z.literal('usage'),
  usage: z.object({
    requestId: id,
    operation: id,
    tenantId: z.string().max(200).optional(),
    shares: z.record(z.string().max(200), count).optional(),
  }),
})

/**
 * Returns the reports and usage lines in an event of the log subscription. CloudWatch sends an event without
 * any when it checks the subscription. Without `functionPrefix` the name of a function is its manifest key.
 * @throws Error when the data is not what CloudWatch Logs sends
 */
export const usageEventsOf = ({ awslogs }: CloudWatchLogsEvent, functionPrefix: string): UsageEvents => {
  const text = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()
  const { messageType, logStream, logEvents } = JSON.parse(text) as CloudWatchLogsDecodedData
  const events: UsageEvents = { reports: [], lines: [], ignored: 0 }
  if (messageType !== 'DATA_MESSAGE') return events
  const functionKey = functionOf(logStream, functionPrefix)
  for (const { id: eventId, timestamp, message } of logEvents) {
    const record = parsedOrUndefined(message)
    const report = platformReport.safeParse(record)
    const line = usageLine.safeParse(record)
    if (report.success) {
      const day = dhakaDate(new Date(timestamp).toISOString())
      events.reports.push({ eventId, day, functionKey, ...invocationOf(report.data) })
    } else if (line.success) events.lines.push(lineOf(line.data))
    else events.ignored++
  }
  return events
}

const parsedOrUndefined = (message: string): unknown => {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

const invocationOf = ({ record: { requestId, status, metrics } }: z.output<typeof platformReport>) => ({
  requestId,
  billedMs: metrics.billedDurationMs,
  memoryMb: metrics.memorySizeMB,
  failed: status !== 'success',
})

const lineOf = ({ usage: { requestId, operation, tenantId, shares } }: z.output<typeof usageLine>): Line => ({
  requestId,
  operation,
  shares: shares ?? { [tenantId ?? '']: 1 },
})

/**
 * A log group of several functions has streams such as `2026/11/26/finance-prod-relay[$LATEST]0a1b...`. The
 * name without the prefix of the stage is the key in the manifest.
 */
const functionOf = (logStream: string, prefix: string): string => {
  const [, name = ''] = /^(?:\d+\/){3}([^[]+)/.exec(logStream) ?? []
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
