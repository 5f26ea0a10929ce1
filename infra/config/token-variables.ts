import type { Environment } from './environment.ts'

/** With a key set the issuer signs and renews all tokens: this service needs neither secrets nor families. */
const replacedByKeySet: readonly string[] = [
  'JWT_ACCESS_SECRET',
  'JWT_REFRESH_SECRET',
  'DATABASE_AUTH_PASSWORD',
]

/** Whether a variable has no use because JWT_JWKS_URL is set. */
export const isReplacedByKeySet = (name: string, values: Environment): boolean =>
  Boolean(values.JWT_JWKS_URL) && replacedByKeySet.includes(name)

/** Returns the problems of these variables that are valid alone but not beside the others. */
export const contradictions = (names: readonly string[], values: Environment): string[] => [
  ...missingBesideKeySet(values, names),
  ...(names.includes('JWT_REFRESH_SECRET') && isSameSecret(values)
    ? ['JWT_REFRESH_SECRET is not valid: another secret than JWT_ACCESS_SECRET is needed']
    : []),
]

const isSameSecret = ({ JWT_ACCESS_SECRET, JWT_REFRESH_SECRET }: Environment): boolean =>
  Boolean(JWT_REFRESH_SECRET) && JWT_REFRESH_SECRET === JWT_ACCESS_SECRET

const neededByKeySet: readonly string[] = ['JWT_ISSUER', 'JWT_AUDIENCE']

/** Returns a problem for each of the variables that JWT_JWKS_URL needs beside it and that is not set. */
export const missingBesideKeySet = (values: Environment, names = neededByKeySet): string[] =>
  values.JWT_JWKS_URL
    ? neededByKeySet
        .filter((name) => names.includes(name) && !values[name])
        .map((name) => `${name} is not set (JWT_JWKS_URL needs it: the issuer signs for other services too)`)
    : []
