import type { APIGatewayProxyEvent } from 'aws-lambda'
import { corsHeaders } from './cors-headers.ts'
import { correlationHeader, correlationId } from './headers.ts'
import { securityHeaders } from './security-headers.ts'

export const jsonType = 'application/json; charset=utf-8'

/**
 * The headers of every response to a request whose header names are in lower case. A response without a body
 * has no `contentType`. `readers` says which pages of other origins may read it.
 */
export const responseHeaders = (
  event: APIGatewayProxyEvent,
  contentType: string | undefined,
  readers: Readonly<Record<string, string>> = corsHeaders(event.headers.origin),
): Record<string, string> => ({
  ...securityHeaders,
  ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
  [correlationHeader]: correlationId(event),
  ...readers,
})
