import { hash } from 'node:crypto'
import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import type { Authorizer } from '../manifest-schema.ts'

type Entry = { result: APIGatewayAuthorizerResult; expiresAtMs: number }
type Authorizing = Pick<Authorizer, 'name' | 'ttlSeconds'>

const maxEntries = 10_000

/**
 * Creates the cache of what authorizers return for an identity source. It keeps a hash of the identity: one valid
 * token has as many headers as there are numbers of spaces before it, and 10,000 of 10 kB took 100 MB.
 */
export const createAuthorizerCache = () => {
  const entries = new Map<string, Entry>()
  const keyOf = ({ name }: Authorizing, identity: string): string =>
    `${name} ${hash('sha256', identity, 'base64')}`

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
