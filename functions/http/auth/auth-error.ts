import { HttpError, rateLimited, unavailable } from '../../../infra/http/http-error.ts'
import { secondsPerRefresh } from '../../../infra/postgres/token-families.ts'

const path = 'refreshToken'

export const withoutToken = (): HttpError =>
  new HttpError(400, {
    code: 'INVALID_INPUT',
    message: 'The body must be {"refreshToken":"..."} and nothing else',
    path,
  })

const rejected = (details: { code: string; message: string }): HttpError =>
  new HttpError(401, { ...details, path })

/** One message for every reason: only the log has it. */
export const notValid = (): HttpError =>
  rejected({ code: 'UNAUTHENTICATED', message: 'The refresh token is not valid: log in again' })

export const revoked = (): HttpError =>
  rejected({ code: 'TOKEN_REVOKED', message: 'The refresh token was revoked: log in again' })

export const reused = (): HttpError =>
  rejected({
    code: 'TOKEN_REUSED',
    message: 'The refresh token was used before, so all tokens of its login are revoked: log in again',
  })

/** The token stays valid. */
export const tooOften = (): HttpError =>
  rateLimited('This login was refreshed too often: wait, then send the request again', secondsPerRefresh)

/** Tokens are the affair of another issuer. */
export const notFound = (): HttpError =>
  new HttpError(404, {
    code: 'NOT_FOUND',
    message: 'This service issues no tokens: refresh and revoke them at their issuer',
  })

export const tokenStoreUnavailable = (): HttpError =>
  unavailable('A store is not available now; try again, with the same token and Idempotency-Key')
