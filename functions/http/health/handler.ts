import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { log } from '../../../infra/observability/log.ts'
import { liveChecks, readyChecks } from './checks.ts'
import { type Check, type Report, report } from './report.ts'
import { sharedReport } from './shared-report.ts'

const logged = async (checks: Record<string, Check>): Promise<Report> => {
  const health = await report(checks)
  if (health.status === 'error') log('warn', 'Health check failed', { error: health.error })
  return health
}

const reports = {
  live: sharedReport(() => logged(liveChecks())),
  ready: sharedReport(() => logged(readyChecks())),
}

/**
 * `/health/live` is 200 as long as the process answers, also while a store is down (its item says so), lest somebody restart a
 * healthy process; `/health/ready` is 503 as soon as anything that requests need is missing.
 */
export const handler = async (event: Pick<APIGatewayProxyEvent, 'path'>): Promise<APIGatewayProxyResult> => {
  const live = event.path.endsWith('/live')
  const health = await (live ? reports.live() : reports.ready())
  return {
    statusCode: live || health.status === 'ok' ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(live ? { ...health, status: 'ok' } : health),
  }
}
