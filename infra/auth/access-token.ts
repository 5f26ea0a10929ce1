import { isSecretChanged, previousSecret, secret } from '../secrets/secret.ts'
import { defaultLifetimeSeconds, type Verification, verifyToken } from './token.ts'

/**
 * Returns the identity in an access token, or the reason why the token is not valid. After a rotation of a
 * secret that an ARN names, tokens of the secret before it stay valid for as long as they usually live, and
 * the new secret is fetched when the first token of it arrives.
 * @throws ConfigurationError when JWT_ACCESS_SECRET is missing or invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const verifyAccessToken = async (token: string | undefined): Promise<Verification> => {
  const current = await secret('JWT_ACCESS_SECRET')
  const verified = await verifyToken(token, current)
  if (!isOfAnotherSecret(verified)) return verified
  const previous = await previousSecret('JWT_ACCESS_SECRET', defaultLifetimeSeconds * 1000)
  const byPrevious = previous === undefined ? verified : await verifyToken(token, previous.text)
  if (!isOfAnotherSecret(byPrevious)) return byPrevious
  const isChanged = await isSecretChanged('JWT_ACCESS_SECRET', current)
  return isChanged ? verifyToken(token, await secret('JWT_ACCESS_SECRET')) : verified
}

const isOfAnotherSecret = (verified: Verification): boolean =>
  !verified.ok && verified.reason === 'signed with another secret'
