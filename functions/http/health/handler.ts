import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { securityHeaders } from '../../../infra/http/security-headers.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { liveChecks, readyChecks } from './checks.ts'
import { type Checks, type HealthReport, runChecks } from './report.ts'
import { sharedReport } from './shared-report.ts'

const runAndLog = async (checks: Checks): Promise<HealthReport> => {
  const report = await runChecks(checks)
  if (report.status === 'error') log('warn', 'Health check failed', { error: report.error })
  return report
}

const reporters = {
  live: sharedReport(() => runAndLog(liveChecks())),
  ready: sharedReport(() => runAndLog(readyChecks())),
}

const run = async ({ resource }: Pick<APIGatewayProxyEvent, 'resource'>): Promise<APIGatewayProxyResult> => {
  const live = resource === '/health/live'
  const report = await (live ? reporters.live() : reporters.ready())
  return {
    statusCode: live || report.status === 'ok' ? 200 : 503,
    headers: { ...securityHeaders, 'Content-Type': 'application/json' },
    body: JSON.stringify(live ? { ...report, status: 'ok' } : report),
  }
}

/**
 * `/health/live` returns 200 while the process runs, even if a store is down (the report shows it), because a
 * restart would not help. `/health/ready` returns 503 if anything that requests need is not available.
 */
export const handler = metered('health', run, () => ({ tenantId: '' }))
