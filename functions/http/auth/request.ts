import { createHash } from 'node:crypto'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod'
import { keySetUrl } from '../../../infra/auth/token-rules.ts'
import { invalidInput } from '../../../infra/http/http-error.ts'
import { requireReadableBody } from '../../../infra/http/json-body.ts'
import { notFound, withoutToken } from './auth-error.ts'

/** A refresh token has about 500 characters; one of 8,192 is refused with its reason. */
const maxCharacters = 10_000
const maxKeyCharacters = 255

const bodySchema = z.strictObject({ refreshToken: z.string().min(1) })

/**
 * Refuses a request before its body is read.
 * @throws HttpError when an issuer has a key set (404), or the body is compressed (415) or too long (413)
 */
export const rejectEarly = (event: APIGatewayProxyEvent): void => {
  if (keySetUrl() !== undefined) throw notFound()
  requireReadableBody(event, { maxCharacters })
}

/** @throws HttpError when the body is not an object with a refresh token and nothing else (400) */
export const refreshTokenIn = (body: unknown): string => {
  const parsed = bodySchema.safeParse(body)
  if (parsed.success) return parsed.data.refreshToken
  throw withoutToken()
}

/**
 * Returns the hash of the header Idempotency-Key; undefined without it. The key itself is as secret as a
 * token while a request may be repeated.
 * @throws HttpError when the key is empty or too long (400)
 */
export const keyHashOf = ({ headers }: APIGatewayProxyEvent): string | undefined => {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (key === '' || key.length > maxKeyCharacters)
    throw invalidInput('Idempotency-Key', `a key has 1 to ${maxKeyCharacters} characters`)
  return createHash('sha256').update(key).digest('base64url')
}
