import type { Environment } from './environment.ts'

/** Whether a variable has no use because JWT_JWKS_URL is set: then tokens are the affair of their issuer. */
export const isReplacedByKeySet = (name: string, values: Environment): boolean =>
  Boolean(values.JWT_JWKS_URL) && name === 'JWT_ACCESS_SECRET'

/** Returns a problem for each variable that JWT_JWKS_URL needs beside it and that is not set. */
export const missingBesideKeySet = (values: Environment): string[] =>
  values.JWT_JWKS_URL
    ? ['JWT_ISSUER', 'JWT_AUDIENCE']
        .filter((name) => !values[name])
        .map((name) => `${name} is not set (JWT_JWKS_URL needs it: the issuer signs for other services too)`)
    : []
