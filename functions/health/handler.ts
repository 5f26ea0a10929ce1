import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { log } from '../../infra/observability/log.ts'
import { liveChecks, readyChecks } from './checks.ts'
import { report } from './report.ts'

/**
 * `/health/live` is 200 as long as the process answers, also while a store is down (its item says so), lest somebody restart a
 * healthy process; `/health/ready` is 503 as soon as anything that requests need is missing.
 */
export const handler = async (event: Pick<APIGatewayProxyEvent, 'path'>): Promise<APIGatewayProxyResult> => {
  const live = event.path.endsWith('/live')
  const health = await report(live ? liveChecks() : readyChecks())
  if (health.status === 'error') log('warn', 'Health check failed', { error: health.error })
  return {
    statusCode: live || health.status === 'ok' ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(live ? { ...health, status: 'ok' } : health),
  }
}
