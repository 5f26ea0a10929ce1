import { randomBytes, randomUUID } from 'node:crypto'
import { checkBackup } from './backup-age.ts'
import {
  checkLog,
  checkMetrics,
  checkTrace,
  type FollowedFile,
  follow,
  type TraceSource,
} from './evidence.ts'
import { ask } from './graphql.ts'
import { checkHealth } from './health.ts'
import { failed, type Item, notChecked, ok, type ReportItem } from './item.ts'
import { describe, send } from './request.ts'
import { checkSampleDraft, draftItems } from './sample-draft.ts'

export type VerifyOptions = {
  /** Without a slash at its end and without /graphql. */
  url: string
  token?: string | undefined
  metricsUrl?: string | undefined
  /** An address that begins with http, or the path of a file. */
  collector?: string | undefined
  logFile?: string | undefined
  backupFolder?: string | undefined
  maxBackupAgeHours: number
}

/**
 * Goes through the checklist and reports each item as soon as it is known.
 * @throws Error when a file of the options cannot be read
 */
export const verify = async (options: VerifyOptions, report: ReportItem): Promise<void> => {
  const { url, token, collector, logFile, backupFolder } = options
  const log = logFile === undefined ? undefined : await follow(logFile)
  const traces = collector === undefined ? undefined : await traceSource(collector)
  const correlationId = `verify-${randomUUID()}`
  const traceId = randomBytes(16).toString('hex')
  await checkHealth(url, report)
  report(await checkRefusal(url, correlationId))
  if (token === undefined) reportWithoutToken(report)
  else {
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
    const endpoint = { url, token, traceparent }
    const asked = await ask(endpoint, '{ __typename }')
    const isAnswered = (asked.json as { data?: { __typename?: string } })?.data?.__typename === 'Query'
    report(isAnswered ? ok('graphql', 'it answers a query') : failed('graphql', describe(asked)))
    await checkSampleDraft(endpoint, report)
  }
  report(await checkMetrics(url, options.metricsUrl))
  report(await traceItem(traces, token === undefined ? undefined : traceId))
  report(log ? await checkLog(log, correlationId) : notChecked('log line', '--logs names no file'))
  report(
    backupFolder === undefined
      ? notChecked('backup', '--backup names no folder')
      : await checkBackup(backupFolder, options.maxBackupAgeHours),
  )
}

/** A token that nobody signed must be refused. The service logs the refusal with the correlation id. */
const checkRefusal = async (url: string, correlationId: string): Promise<Item> => {
  const reply = await send(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer post.deployment.check',
      'x-correlation-id': correlationId,
    },
    body: '{"query":"{ __typename }"}',
  })
  return reply.status === 401
    ? ok('token refused', 'a request with an invalid token gets 401')
    : failed('token refused', `a request with an invalid token gets ${describe(reply)}`)
}

const reportWithoutToken = (report: ReportItem): void => {
  for (const name of ['graphql', ...draftItems])
    report(notChecked(name, 'there is no token: set VERIFY_TOKEN'))
}

const traceSource = (collector: string): TraceSource | Promise<FollowedFile> =>
  /^https?:\/\//.test(collector) ? collector.replace(/\/+$/, '') : follow(collector)

const traceItem = async (source: TraceSource | undefined, traceId: string | undefined): Promise<Item> => {
  if (source === undefined) return notChecked('trace', '--collector names no place')
  if (traceId === undefined) return notChecked('trace', 'no request was traced, because there is no token')
  return checkTrace(source, traceId)
}
