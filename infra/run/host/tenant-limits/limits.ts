import { ConfigurationError, settings } from '../../../config/settings.ts'
import type { Rate } from './token-bucket.ts'

/** What a tenant may send; undefined is no limit. */
export type Limits = { rate: Rate | undefined; requestsPerMonth: number | undefined }

/**
 * Returns the limits of the configuration. 0 turns a limit off.
 * @throws ConfigurationError when a variable is invalid, or when the burst is less than the rate: then a tenant
 * that keeps to the rate could be refused
 */
export const configuredLimits = (): Limits => {
  const { RATE_LIMIT_PER_SECOND, RATE_LIMIT_BURST, REQUEST_QUOTA_PER_MONTH } = settings([
    'RATE_LIMIT_PER_SECOND',
    'RATE_LIMIT_BURST',
    'REQUEST_QUOTA_PER_MONTH',
  ])
  const limited = RATE_LIMIT_PER_SECOND > 0 && RATE_LIMIT_BURST > 0
  if (limited && RATE_LIMIT_BURST < RATE_LIMIT_PER_SECOND)
    throw new ConfigurationError([
      'RATE_LIMIT_BURST is not valid: at least RATE_LIMIT_PER_SECOND is needed ' +
        '(requests of a tenant that pass at once)',
    ])
  return {
    rate: limited ? { perSecond: RATE_LIMIT_PER_SECOND, burst: RATE_LIMIT_BURST } : undefined,
    requestsPerMonth: REQUEST_QUOTA_PER_MONTH || undefined,
  }
}
