import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent, CloudWatchLogsLogEvent } from 'aws-lambda'
import type { UsageLine } from '../../../lambda/runtime.ts'
import { log } from '../../../observability/log.ts'

/** One invocation, as the host measured it. `name` is that of the function on the platform. */
export type Invocation = {
  name: string
  requestId: string
  status: 'success' | 'error' | 'timeout'
  durationMs: number
  memoryMegabytes: number
}

/**
 * Does the work of Lambda's reports and of the log subscription: it collects a report and a usage line of
 * each invocation, and delivers them to the projection of usage.
 */
export type UsageMeter = {
  report(invocation: Invocation): void
  /** Takes the usage line of an invocation of this function. */
  recordLine(name: string, line: UsageLine): void
  /** Delivers the rest. What cannot be delivered is lost, which is logged. */
  stop(): Promise<void>
}

type Options = {
  /** The name of the function whose invocations are not metered. */
  ignored?: string
  /** Rejects when the events have to be delivered again. */
  deliver(event: CloudWatchLogsEvent): Promise<unknown>
  intervalMs?: number
  /** The most log events that are kept while they cannot be delivered; then the oldest are lost. */
  maxKept?: number
}

/** CloudWatch Logs delivers at most 10,000 log events at once. */
const maxPerDelivery = 2_000

export const startUsageMeter = (options: Options): UsageMeter => {
  const { ignored, deliver, intervalMs = 5_000, maxKept = 200_000 } = options
  let waiting: Metered[] = []
  let running: Promise<void> | undefined
  let lost = 0

  const add = (name: string, message: Metered['message']): void => {
    if (name === ignored) return
    waiting.push({ name, id: undefined, timestamp: Date.now(), message })
    if (waiting.length > maxKept) lost += waiting.splice(0, Math.ceil(maxKept / 10)).length
  }
  const deliverWaiting = async (): Promise<void> => {
    const deliveries = deliveriesOf(waiting)
    waiting = []
    for (const [index, events] of deliveries.entries()) {
      try {
        await deliver(await subscriptionEvent(events))
      } catch (error) {
        log('warn', 'The usage of invocations could not be recorded and will be delivered again', { error })
        // What could not record one delivery would not record the next.
        waiting = [...deliveries.slice(index).flat(), ...waiting]
        break
      }
    }
    if (lost > 0)
      log('error', 'The usage of invocations was lost, because it could not be recorded', { lost })
    lost = 0
  }
  const flush = (): Promise<void> => {
    running ??= deliverWaiting().finally(() => {
      running = undefined
    })
    return running
  }
  const timer = setInterval(() => void flush(), intervalMs)
  timer.unref()

  return {
    report: (invocation) => add(invocation.name, (time) => platformReport(invocation, time)),
    recordLine: (name, usage) => add(name, (time) => usageMessage(usage, time)),
    async stop() {
      clearInterval(timer)
      await running
      await flush()
      if (waiting.length > 0)
        log('error', 'The usage of invocations was lost at the stop', { events: waiting.length })
    },
  }
}

/**
 * A log event of a function. Its message is made when it is delivered, so that no response waits for that. It
 * keeps the id with which it was delivered first.
 */
type Metered = {
  name: string
  id: string | undefined
  timestamp: number
  message(time: string): object
}

const logEventOf = (metered: Metered): CloudWatchLogsLogEvent => {
  metered.id ??= randomUUID()
  const { id, timestamp, message } = metered
  return { id, timestamp, message: JSON.stringify(message(new Date(timestamp).toISOString())) }
}

/** As Lambda writes it into JSON logs. Lambda bills whole milliseconds. */
const platformReport = (
  { requestId, status, durationMs, memoryMegabytes }: Omit<Invocation, 'name'>,
  time: string,
) => ({
  time,
  type: 'platform.report',
  record: {
    requestId,
    status,
    metrics: {
      durationMs: Math.round(durationMs * 1000) / 1000,
      billedDurationMs: Math.max(1, Math.ceil(durationMs)),
      memorySizeMB: memoryMegabytes,
    },
  },
})

const usageMessage = (usage: UsageLine, timestamp: string) => ({
  level: 'info',
  timestamp,
  message: 'usage',
  usage,
})

/** A log stream, and so a delivery, has the events of one function. */
const deliveriesOf = (events: readonly Metered[]): Metered[][] =>
  [...Map.groupBy(events, ({ name }) => name).values()].flatMap((ofFunction) =>
    Array.from({ length: Math.ceil(ofFunction.length / maxPerDelivery) }, (_, index) =>
      ofFunction.slice(index * maxPerDelivery, (index + 1) * maxPerDelivery),
    ),
  )

const compress = promisify(gzip)

const subscriptionEvent = async (events: readonly Metered[]): Promise<CloudWatchLogsEvent> => {
  const [first] = events
  const data: CloudWatchLogsDecodedData = {
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: '/finance/local/functions',
    logStream: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/${first?.name}[$LATEST]host`,
    subscriptionFilters: ['usage'],
    logEvents: events.map(logEventOf),
  }
  const text = await compress(JSON.stringify(data), { level: 1 })
  return { awslogs: { data: text.toString('base64') } }
}
