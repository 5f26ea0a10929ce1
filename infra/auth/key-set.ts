import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { log } from '../observability/log.ts'
import { errorCode } from '../process/error-code.ts'
import { type RefreshedValue, refreshedValue } from '../secrets/refreshed-value.ts'
import { type TokenRules, type Verification, verifySigned } from './token.ts'

/** The key set of the issuer cannot be had now. The message contains no part of its response. */
export class KeySetUnavailable extends Error {
  readonly code = 'KEY_SET_UNAVAILABLE'

  constructor(reason: string) {
    super(`The key set that JWT_JWKS_URL names ${reason}`)
    this.name = 'KeySetUnavailable'
  }
}

/** RS256, ES256 and EdDSA, whatever a key of the set says. None of them can be used with a shared secret. */
const algorithms = ['RS256', 'ES256', 'EdDSA']

/**
 * Ten minutes: that long a key may be in use that the issuer has withdrawn, and an hour while its key set
 * cannot be fetched. A token of an unknown key causes one fetch in 30 s in a process, however many there are.
 */
const limits = { lifetimeMs: 10 * 60_000, staleMs: 60 * 60_000, pauseMs: 5_000, refreshPauseMs: 30_000 }
/** Less than the 5 s of the authorizer in serverless.yml. */
const timeoutMs = 3_000
/** The largest key sets of identity providers have about ten keys and 20 kB. */
const maxBytes = 131_072
const maxKeys = 50

/** One for each address: in the host each function has its own environment. */
const keySets = new Map<string, RefreshedValue<JWTVerifyGetKey>>()

/**
 * Returns the identity in an access token that a key of the set at `url` has signed, or the reason why the
 * token is not valid. The set is fetched once and kept; it is fetched again when it is old, and when a token
 * names a key that is not in it.
 * @throws KeySetUnavailable when there is no key set that may be used
 */
export const verifyByKeySet = async (
  token: string | undefined,
  url: string,
  rules: TokenRules,
): Promise<Verification> => {
  const keySet = keySets.get(url) ?? refreshedValue(() => fetchLogged(url), limits)
  keySets.set(url, keySet)
  return verifySigned(token, { key: keyIn(keySet), algorithms }, rules)
}

const keyIn =
  (keySet: RefreshedValue<JWTVerifyGetKey>): JWTVerifyGetKey =>
  async (header, token) => {
    const known = await keySet.value()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return (await keySet.refresh())(header, token)
    }
  }

/** Logs each failure, because the caller may not notice it: the last key set may still be used. */
const fetchLogged = async (url: string): Promise<JWTVerifyGetKey> => {
  try {
    return await fetchKeySet(url)
  } catch (error) {
    const reason = error instanceof KeySetUnavailable ? error : new KeySetUnavailable(reasonOf(error))
    log('error', 'The key set of the issuer could not be fetched', { error: reason })
    throw reason
  }
}

/** The code or the name of the error, such as ENOTFOUND: a message may contain the address. */
const reasonOf = (error: unknown): string => {
  const { name = 'unknown error', cause } = error as { name?: string; cause?: unknown }
  return `could not be fetched (${errorCode(cause) ?? name})`
}

const fetchKeySet = async (url: string): Promise<JWTVerifyGetKey> => {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // Another address is another issuer.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new KeySetUnavailable(`has the status ${response.status}`)
  }
  const keySet: unknown = JSON.parse(await boundedText(response))
  const { keys } = (keySet ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > maxKeys)
    throw new KeySetUnavailable(`needs 1 to ${maxKeys} keys`)
  return createLocalJWKSet({ keys })
}

/** A length that the issuer states could be wrong, so the bytes are counted. */
const boundedText = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new KeySetUnavailable(`is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
