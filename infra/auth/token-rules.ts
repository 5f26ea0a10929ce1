import { environment } from '../config/environment.ts'
import { ConfigurationError, settings } from '../config/settings.ts'
import { missingBesideKeySet } from '../config/token-variables.ts'
import { defaultLifetimeSeconds, type Identity, signToken, type TokenRules } from './token.ts'

/**
 * Returns the rules that the environment sets for access tokens.
 * @throws ConfigurationError when a setting is invalid
 */
export const tokenRules = (): TokenRules => {
  const names = ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_MAX_AGE_SECONDS'] as const
  const { JWT_ISSUER, JWT_AUDIENCE, JWT_MAX_AGE_SECONDS } = settings(names)
  return { issuer: JWT_ISSUER, audience: JWT_AUDIENCE, maxAgeSeconds: JWT_MAX_AGE_SECONDS }
}

/**
 * Returns the address of the issuer's key set; undefined when this service trusts its own secret.
 * @throws ConfigurationError when the address is invalid, or when issuer or audience are missing beside it:
 * an issuer signs the tokens of other services, too
 */
export const keySetUrl = (): string | undefined => {
  const { JWT_JWKS_URL } = settings(['JWT_JWKS_URL'])
  const problems = JWT_JWKS_URL === undefined ? [] : missingBesideKeySet(environment())
  if (problems.length > 0) throw new ConfigurationError(problems)
  return JWT_JWKS_URL
}

/**
 * Returns an access token that follows the rules of the environment. It lives for 12 hours, or as long as the
 * rules allow if that is less.
 * @throws ConfigurationError when a setting is invalid
 */
export const signAccessToken = (identity: Identity, secret: string): Promise<string> => {
  const rules = tokenRules()
  return signToken(identity, secret, Math.min(defaultLifetimeSeconds, rules.maxAgeSeconds), rules)
}
