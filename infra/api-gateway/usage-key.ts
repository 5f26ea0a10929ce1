import { settings } from '../config/settings.ts'

/**
 * Returns the value of the API key by which API Gateway counts and limits the requests of a tenant; an empty
 * `tenantId` is the platform. Undefined outside a stage.
 *
 * The value is not a secret: the API takes keys only from the authorizer, which derives it from a verified
 * token, and ignores the header X-API-Key. A random value would have to be read, from a store or from API
 * Gateway, for each token that is not in the cache. API Gateway needs at least 20 characters.
 */
export const usageKey = (tenantId: string): string | undefined => {
  const prefix = settings(['FUNCTION_PREFIX']).FUNCTION_PREFIX
  return prefix && `${prefix}usage-of-${tenantId ? `tenant-${tenantId}` : 'platform'}`
}
