/** Refuses a request: its HTTP status and an error of the contract. */
export class AuthError extends Error {
  readonly status: number
  readonly code: string
  /** The member of the body or the header that is wrong. */
  readonly path: string | null
  readonly retryable: boolean

  constructor(status: number, error: { code: string; message: string; path?: string; retryable?: boolean }) {
    super(error.message)
    this.name = 'AuthError'
    this.status = status
    this.code = error.code
    this.path = error.path ?? null
    this.retryable = error.retryable ?? false
  }
}

const path = 'refreshToken'

export const invalidInput = (status: 400 | 413 | 415, message: string, wrong?: string): AuthError =>
  new AuthError(status, { code: 'INVALID_INPUT', message, ...(wrong === undefined ? {} : { path: wrong }) })

/** One message for every reason: only the log has it. */
export const notValid = (): AuthError =>
  new AuthError(401, {
    code: 'UNAUTHENTICATED',
    message: 'The refresh token is not valid: log in again',
    path,
  })

export const revoked = (): AuthError =>
  new AuthError(401, { code: 'TOKEN_REVOKED', message: 'The refresh token was revoked: log in again', path })

export const reused = (): AuthError =>
  new AuthError(401, {
    code: 'TOKEN_REUSED',
    message: 'The refresh token was used before, so all tokens of its login are revoked: log in again',
    path,
  })

/** The token stays valid. */
export const tooOften = (): AuthError =>
  new AuthError(429, {
    code: 'RATE_LIMITED',
    message: 'This login was refreshed too often: wait, then send the request again',
    retryable: true,
  })

/** Tokens are the affair of another issuer. */
export const notFound = (): AuthError =>
  new AuthError(404, {
    code: 'NOT_FOUND',
    message: 'This service issues no tokens: refresh and revoke them at their issuer',
  })

export const unavailable = (): AuthError =>
  new AuthError(503, {
    code: 'STORE_UNAVAILABLE',
    message: 'A store is not available now; try again, with the same token and Idempotency-Key',
    retryable: true,
  })
