import type { Environment } from './environment.ts'
import { parseEventStoreAddress } from './value-schemas.ts'

export const halfOfLogin = 'EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD must be set together'

/**
 * Returns the problem of a user without a password, or of a password without a user. A connection string with
 * credentials needs neither, and the secret of an ARN may contain both.
 */
export const loginProblems = (names: readonly string[], values: Environment): string[] => {
  if (!names.includes('EVENTSTORE_PASSWORD') || values.EVENTSTORE_PASSWORD_SECRET_ARN) return []
  const address = parseEventStoreAddress(values.EVENTSTORE_CONNECTION_STRING ?? '')
  const isHalf = Boolean(values.EVENTSTORE_USERNAME) !== Boolean(values.EVENTSTORE_PASSWORD)
  return isHalf && address?.credentials === undefined ? [halfOfLogin] : []
}
