import { errorCode } from '../../../infra/nodejs/error-code.ts'

/**
 * Whether PostgreSQL would refuse the same write again tomorrow: bad data (22), a broken constraint (23), no such schema or
 * table (3F, 42). A missing right (42501) is the operator's to give, so it passes like a database that is down.
 */
export const isLasting = (error: unknown): boolean => {
  const code = errorCode(error)
  return code !== undefined && /^(22|23|3F|42)[0-9A-Z]{3}$/.test(code) && code !== '42501'
}
