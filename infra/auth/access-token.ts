import { isSecretChanged, previousSecret, secret } from '../secrets/secret.ts'
import { clockSkewSeconds } from './clock-skew.ts'
import { rejectedBySize } from './jwt.ts'
import { verifyByKeySet } from './key-set.ts'
import { type TokenRules, type Verification, verifyToken } from './token.ts'
import { keySetUrl, tokenRules } from './token-rules.ts'

/**
 * Returns the identity in an access token, or the reason why the token is not valid. With JWT_JWKS_URL only
 * tokens of that issuer are valid, and otherwise those that JWT_ACCESS_SECRET has signed. After a rotation of a
 * secret that an ARN names, tokens of the secret before it stay valid until the last of them has expired, and
 * the new secret is fetched when the first token of it arrives.
 * @throws ConfigurationError when a variable of the tokens is missing or invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 * @throws KeySetUnavailable when there is no key set of the issuer that may be used
 */
export const verifyAccessToken = async (token: string | undefined): Promise<Verification> =>
  rejectedBySize(token) ?? verifyBySettings(token)

const verifyBySettings = async (token: string | undefined): Promise<Verification> => {
  const url = keySetUrl()
  const rules = tokenRules()
  return url === undefined ? verifyBySecret(token, rules) : verifyByKeySet(token, url, rules)
}

const verifyBySecret = async (token: string | undefined, rules: TokenRules): Promise<Verification> => {
  const current = await secret('JWT_ACCESS_SECRET')
  const verified = await verifyToken(token, current, rules)
  if (!isOfAnotherKey(verified)) return verified
  const previous = await previousSecret('JWT_ACCESS_SECRET', (rules.maxAgeSeconds + clockSkewSeconds) * 1000)
  const byPrevious = previous === undefined ? verified : await verifyToken(token, previous.text, rules)
  if (!isOfAnotherKey(byPrevious)) return byPrevious
  const isChanged = await isSecretChanged('JWT_ACCESS_SECRET', current)
  return isChanged ? verifyToken(token, await secret('JWT_ACCESS_SECRET'), rules) : verified
}

const isOfAnotherKey = (verified: Verification): boolean =>
  !verified.ok && verified.reason === 'signed with another key'
