import type { Environment } from './environment.ts'

/** With a key set tokens are the affair of their issuer: nothing here is signed, and no family is kept. */
const replacedByKeySet: readonly string[] = [
  'JWT_ACCESS_SECRET',
  'JWT_REFRESH_SECRET',
  'DATABASE_AUTH_PASSWORD',
]

/** Whether a variable has no use because JWT_JWKS_URL is set. */
export const isReplacedByKeySet = (name: string, values: Environment): boolean =>
  Boolean(values.JWT_JWKS_URL) && replacedByKeySet.includes(name)

/** Returns the problems of variables that are valid alone but not together. */
export const contradictions = (values: Environment): string[] => [
  ...missingBesideKeySet(values),
  ...(values.JWT_REFRESH_SECRET && values.JWT_REFRESH_SECRET === values.JWT_ACCESS_SECRET
    ? ['JWT_REFRESH_SECRET is not valid: another secret than JWT_ACCESS_SECRET is needed']
    : []),
]

/** Returns a problem for each variable that JWT_JWKS_URL needs beside it and that is not set. */
export const missingBesideKeySet = (values: Environment): string[] =>
  values.JWT_JWKS_URL
    ? ['JWT_ISSUER', 'JWT_AUDIENCE']
        .filter((name) => !values[name])
        .map((name) => `${name} is not set (JWT_JWKS_URL needs it: the issuer signs for other services too)`)
    : []
