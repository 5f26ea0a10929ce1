import type { Failure } from '../lambda/failure.ts'
import { correlationHeader } from './headers.ts'

/** Refuses a request: its HTTP status, an error of the contract, and headers of its own. */
export class HttpError extends Error {
  readonly status: number
  readonly details: Failure
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, details: Failure, headers: Readonly<Record<string, string>> = {}) {
    super(details.message)
    this.name = 'HttpError'
    this.status = status
    this.details = details
    this.headers = headers
  }
}

/** `path` names the parameter or the header that is wrong. */
export const invalidInput = (path: string, message: string, status: 400 | 415 = 400): HttpError =>
  new HttpError(status, { code: 'INVALID_INPUT', message: `${path}: ${message}`, path })

export const unauthenticated = (): HttpError =>
  new HttpError(401, {
    code: 'UNAUTHENTICATED',
    message: 'Send a valid token in the header Authorization: Bearer <token>',
  })

export const otherTenant = (tenantId: string): HttpError =>
  new HttpError(403, {
    code: 'TENANT_MISMATCH',
    message: `X-Tenant-ID: the token is for ${tenantId || 'no tenant'}`,
    path: 'X-Tenant-ID',
  })

/** `what` is the kind of thing that a route returns, such as a document. */
export const forbidden = (what: string, params: { operation: string; permission: string }): HttpError =>
  new HttpError(403, { code: 'FORBIDDEN', message: `A ${what} needs ${params.permission}`, params })

/** The same request may succeed later. */
export const unavailable = (message: string): HttpError =>
  new HttpError(503, { code: 'STORE_UNAVAILABLE', message, retryable: true })

/** `what` is the kind of thing that a route returns, such as a document. */
export const tookTooLong = (what: string): HttpError =>
  unavailable(`A store is not available now, or the ${what} took too long; try again`)

/** The same request may succeed after some seconds. A browser shows a script no other headers than these. */
export const rateLimited = (message: string, waitSeconds: number): HttpError =>
  new HttpError(
    429,
    { code: 'RATE_LIMITED', message, retryable: true },
    {
      'Retry-After': String(waitSeconds),
      'Access-Control-Expose-Headers': `${correlationHeader},Retry-After`,
    },
  )
