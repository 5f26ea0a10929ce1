import { synchronousLimitBytes } from '../../../lambda/payload.ts'

/** What the gateway gives to all its clients together, and to each. */
export type GatewayLimits = {
  /** More connections get 429 for a request that needs a token, and are closed. */
  maxConnections: number
  /** A connection that has waited this long for its client makes room for a new one at the limit. */
  waitingGraceMs: number
  /** Bytes of large bodies that are read or being worked on at once. Small bodies do not count. */
  maxLargeBodyBytes: number
  /** Those of one tenant. */
  maxLargeBodyBytesOfTenant: number
  headersTimeoutMs: number
  /** The time for a whole request to arrive. */
  requestTimeoutMs: number
  /** How long a client may go on sending a body that nobody reads, before its connection is closed. */
  discardTimeoutMs: number
  /** How long a client may take to receive a response, before its connection is closed. */
  responseTimeoutMs: number
  /** Bytes of responses that clients have not received yet. Above it the oldest lose their connections. */
  maxUnreadBytes: number
}

export const defaultLimits: GatewayLimits = {
  maxConnections: 1_000,
  waitingGraceMs: 1_000,
  maxLargeBodyBytes: 8 * synchronousLimitBytes,
  maxLargeBodyBytesOfTenant: 2 * synchronousLimitBytes,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  discardTimeoutMs: 3_000,
  responseTimeoutMs: 60_000,
  maxUnreadBytes: 8 * synchronousLimitBytes,
}
