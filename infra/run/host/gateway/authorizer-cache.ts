import { hash } from 'node:crypto'
import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import type { Authorizer } from '../manifest-schema.ts'

type Entry = { result: APIGatewayAuthorizerResult; expiresAtMs: number }
type Authorizing = Pick<Authorizer, 'name' | 'type' | 'ttlSeconds'>

const maxEntries = 10_000

/**
 * Creates the cache of what authorizers return for an identity source. Headers with a token that differ only
 * in their spaces have one result: whoever has one token could otherwise have it verified for each request
 * above the limit of its tenant, and each time is two records of usage. The cache keeps a hash and not the
 * identity, because 10,000 headers of 10 kB took 100 MB.
 */
export const createAuthorizerCache = () => {
  const entries = new Map<string, Entry>()
  const keyOf = ({ name, type }: Authorizing, identity: string): string => {
    const text = type === 'token' ? identity.trim().replace(/ +/g, ' ') : identity
    return `${name} ${hash('sha256', text, 'base64')}`
  }

  return {
    /** Returns the result for the identity; undefined when none is kept, or its time is over. */
    find(authorizer: Authorizing, identity: string): APIGatewayAuthorizerResult | undefined {
      const entry = entries.get(keyOf(authorizer, identity))
      return entry && entry.expiresAtMs > performance.now() ? entry.result : undefined
    },
    /** Keeps the result for as long as the manifest says, and returns it. */
    keep(
      authorizer: Authorizing,
      identity: string,
      result: APIGatewayAuthorizerResult,
    ): APIGatewayAuthorizerResult {
      const key = keyOf(authorizer, identity)
      const { ttlSeconds } = authorizer
      entries.delete(key)
      if (ttlSeconds > 0) entries.set(key, { result, expiresAtMs: performance.now() + ttlSeconds * 1000 })
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value ?? '')
      return result
    },
  }
}
