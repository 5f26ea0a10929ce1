type Details = {
  code: string
  message: string
  path?: string | undefined
  params?: Readonly<Record<string, unknown>>
  retryable?: boolean
}

/** Refuses a request: its HTTP status, an error of the contract, and headers of its own. */
export class HttpError extends Error {
  readonly status: number
  readonly details: Details
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, details: Details, headers: Readonly<Record<string, string>> = {}) {
    super(details.message)
    this.name = 'HttpError'
    this.status = status
    this.details = details
    this.headers = headers
  }
}

export const invalidInput = (path: string, message: string): HttpError =>
  new HttpError(400, { code: 'INVALID_INPUT', message: `${path}: ${message}`, path })

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

export const unavailable = (what: string): HttpError =>
  new HttpError(503, {
    code: 'STORE_UNAVAILABLE',
    message: `A store is not available now, or the ${what} took too long; try again`,
    retryable: true,
  })
