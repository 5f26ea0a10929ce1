import { createHash } from 'node:crypto'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod'
import { keySetUrl } from '../../../infra/auth/token-rules.ts'
import {
  headerValues,
  isCompressed,
  lowerCaseHeaders,
  mediaType,
  plainRecord,
} from '../../../infra/http/headers.ts'
import { HttpError, invalidInput } from '../../../infra/http/http-error.ts'
import { notFound, withoutToken } from './auth-error.ts'

/** A refresh token has about 500 characters; one of 8,192 is refused with its reason. */
const maxBodyCharacters = 10_000
const maxKeyCharacters = 255

const bodySchema = z.strictObject({ refreshToken: z.string().min(1) })

/** The event with its header names in lower case, and all different values of a header in one text. */
export const withLowerCaseHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => {
  const headers = lowerCaseHeaders(headerValues(event))
  const contentType = headers['content-type']
  // The parser of the body compares the type with its case.
  return contentType === undefined
    ? { ...event, headers }
    : {
        ...event,
        headers: plainRecord([...Object.entries(headers), ['content-type', mediaType(contentType)]]),
      }
}

/**
 * Refuses a request before its body is read.
 * @throws HttpError when an issuer has a key set (404), or the body is compressed (415) or too long (413)
 */
export const rejectEarly = ({ headers, body }: APIGatewayProxyEvent): void => {
  if (keySetUrl() !== undefined) throw notFound()
  if (isCompressed(headers['content-encoding']))
    throw invalidInput('Content-Encoding', 'send the body uncompressed', 415)
  if ((body?.length ?? 0) > maxBodyCharacters)
    throw new HttpError(413, {
      code: 'INVALID_INPUT',
      message: `The body has more than ${maxBodyCharacters} characters`,
    })
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
