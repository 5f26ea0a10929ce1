import { synchronousLimitBytes } from '../../../lambda/payload.ts'

/** What the gateway gives to all its clients together, and to each. */
export type GatewayLimits = {
  /** More connections get 429 for a request that needs a token, and are closed. */
  maxConnections: number
  /** Bytes of large bodies that are read or being worked on at once. Small bodies do not count. */
  maxLargeBodyBytes: number
  headersTimeoutMs: number
  /** The time for a whole request to arrive. */
  requestTimeoutMs: number
  /** How long a client may go on sending a body that nobody reads, before its connection is closed. */
  discardTimeoutMs: number
}

export const defaultLimits: GatewayLimits = {
  maxConnections: 1_000,
  maxLargeBodyBytes: 8 * synchronousLimitBytes,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  discardTimeoutMs: 3_000,
}
