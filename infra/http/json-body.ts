import type { APIGatewayProxyEvent } from 'aws-lambda'
import { shorten } from '../observability/shorten.ts'
import { isCompressed } from './headers.ts'
import { HttpError, invalidInput } from './http-error.ts'

/**
 * Refuses a body that must not be read as JSON. A compressed one could not be: API Gateway does not
 * decompress a body and damages its bytes before a function sees them.
 * @throws HttpError when the body is compressed (415) or too long (413)
 */
export const requireReadableBody = (
  { headers, body }: APIGatewayProxyEvent,
  { maxCharacters }: { maxCharacters: number },
): void => {
  const coding = headers['content-encoding']
  if (isCompressed(coding)) {
    const problem = `send the body uncompressed, not as ${shorten(coding ?? '')}`
    throw invalidInput('Content-Encoding', problem, 415)
  }
  if ((body?.length ?? 0) > maxCharacters)
    throw wrongBody(413, `The body has more than ${maxCharacters} characters`)
}

/**
 * Returns the refusal of a body that the parser of Middy could not read; undefined for another error. The
 * parser throws 415 both for another media type and for a body that is not JSON. Its error contains the body,
 * and what JSON.parse says of it quotes a part: neither may be logged, nor sent when the body `isSecret`.
 */
export const unreadableBody = (thrown: unknown, { isSecret = false } = {}): HttpError | undefined => {
  if (!isParserError(thrown)) return undefined
  const { message, data } = thrown.cause
  if (message === undefined) {
    const sent = typeof data === 'string' && data !== '' ? shorten(data) : 'a body without a type'
    return invalidInput('Content-Type', `send application/json, not ${sent}`, 415)
  }
  if (message.includes('call stack')) return wrongBody(400, 'The body is nested too deeply to be read')
  return wrongBody(400, isSecret ? 'The body is not JSON' : `The body is not JSON: ${shorten(message)}`)
}

const wrongBody = (status: 400 | 413, message: string): HttpError =>
  new HttpError(status, { code: 'INVALID_INPUT', message })

/** The cause has a message only when it was JSON.parse that failed. */
type ParserError = Error & { statusCode: 415; cause: { data?: unknown; message?: string } }

const isParserError = (error: unknown): error is ParserError =>
  error instanceof Error &&
  'statusCode' in error &&
  error.statusCode === 415 &&
  typeof error.cause === 'object' &&
  error.cause !== null
