import { errorCode } from '../process/error-code.ts'

/** The database cannot be used now; the same call may succeed later. `cause` is the driver's error. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'

  constructor(cause: unknown) {
    super('PostgreSQL is not available', { cause })
    this.name = 'StoreUnavailable'
  }
}

export type ConnectionErrorCode =
  | 'CONNECT_TIMEOUT'
  | 'NO_TIME_LEFT'
  | 'CONNECTION_CLOSED'
  | 'CONNECTION_ENDED'

/** The pool could not serve a query. It has the driver's codes and is translated like its errors. */
export class ConnectionError extends Error {
  readonly code: ConnectionErrorCode

  constructor(code: ConnectionErrorCode, message: string) {
    super(message)
    this.name = 'ConnectionError'
    this.code = code
  }
}

/** Codes of Node's sockets and, from CONNECT_TIMEOUT on, of the driver. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
])

/**
 * Codes of PostgreSQL: 08 connection exceptions, 53 insufficient resources (disk full 53100, too many
 * connections 53300), 57P shutdown and start, 57014 statement timeout, 55P03 lock timeout, 25P03 idle in
 * transaction, 58030 input or output failed, 40P01 a deadlock, as with a migration that changes two tables.
 */
const serverCodes = /^(08|53|57P)|^(57014|55P03|25P03|58030|40P01)$/

const lockFailures = ['40P01', '55P03'] as const

/** The code with which PostgreSQL ended a transaction: a deadlock, or a lock that did not come in time. */
export const lockFailure = (error: unknown): (typeof lockFailures)[number] | undefined =>
  error instanceof StoreUnavailable ? lockFailures.find((code) => code === errorCode(error.cause)) : undefined

/** True when the error means that its connection is gone: there is nothing left to roll back. */
export const isConnectionLost = (error: unknown): boolean => {
  const code = errorCode(error)
  return code !== undefined && (connectionCodes.has(code) || /^(08|57P|25P03|53300)/.test(code))
}

/** Returns StoreUnavailable where a later attempt may succeed, and any other error unchanged. */
export const storeFailure = (error: unknown): unknown => {
  const code = errorCode(error)
  if (code === undefined || code === 'STORE_UNAVAILABLE') return error
  return connectionCodes.has(code) || (code.length === 5 && serverCodes.test(code))
    ? new StoreUnavailable(error)
    : error
}
