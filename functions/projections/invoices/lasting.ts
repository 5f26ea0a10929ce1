/**
 * Whether PostgreSQL would refuse the same write again tomorrow: bad data (22), a broken constraint (23), no such schema or
 * table (3F, 42). A missing right (42501) is the operator's to give, so it passes like a database that is down.
 */
export const isLasting = (error: unknown): boolean => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^(22|23|3F|42)[0-9A-Z]{3}$/.test(code) && code !== '42501'
}
