import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { corsHeaders } from '../../../infra/http/cors-headers.ts'
import { correlationHeader } from '../../../infra/http/headers.ts'
import { securityHeaders } from '../../../infra/http/security-headers.ts'
import { unexpectedFailure } from '../../../infra/lambda/failure.ts'
import { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { log } from '../../../infra/observability/log.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { DocumentError, unavailable } from './document-error.ts'
import type { Document } from './make-document.ts'
import { correlationId } from './request.ts'

/** The response with a document. A browser shows a script no other headers than the exposed ones. */
export const documentResponse = (
  event: APIGatewayProxyEvent,
  { fileName, pdf }: Document,
): APIGatewayProxyResult => {
  const cors = corsHeaders(event.headers.origin)
  const exposed = cors['Access-Control-Expose-Headers']
  return {
    statusCode: 200,
    headers: {
      ...securityHeaders,
      'Cache-Control': 'private, no-store',
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${fileName}"`,
      [correlationHeader]: correlationId(event),
      ...cors,
      ...(exposed && { 'Access-Control-Expose-Headers': `${exposed},Content-Disposition` }),
    },
    body: pdf.toString('base64'),
    isBase64Encoded: true,
  }
}

/** The response to a request that failed, in the shape of every error. A defect is logged and masked. */
export const errorResponse = (event: APIGatewayProxyEvent, thrown: unknown): APIGatewayProxyResult => {
  const { status, details } = asDocumentError(thrown, correlationId(event))
  const { message, code, path = null, params = {}, retryable = false } = details
  const extensions = { code, path, params, retryable, correlationId: correlationId(event) }
  return {
    statusCode: status,
    headers: {
      ...securityHeaders,
      'Content-Type': 'application/json; charset=utf-8',
      [correlationHeader]: correlationId(event),
      ...corsHeaders(event.headers.origin),
    },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
  }
}

const unavailableCodes: readonly unknown[] = ['STORE_UNAVAILABLE', 'SECRET_UNAVAILABLE']

/** An invoked function passes on only the name of its error. */
const isStoreErrorOfFunction = (thrown: unknown): boolean =>
  thrown instanceof InvocationError &&
  (thrown.retryable ||
    thrown.errorType === 'EventStoreUnavailable' ||
    thrown.errorType === 'StoreUnavailable')

const asDocumentError = (thrown: unknown, correlationId: string): DocumentError => {
  if (thrown instanceof DocumentError) return thrown
  if (unavailableCodes.includes(errorCode(thrown)) || isStoreErrorOfFunction(thrown)) {
    log('warn', 'A store is not available', { error: thrown })
    return unavailable()
  }
  const stack = thrown instanceof Error ? thrown.stack : undefined
  log('error', 'Unexpected error', { error: thrown, stack })
  return new DocumentError(500, unexpectedFailure(correlationId))
}
