import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { corsHeaders } from '../../../infra/http/cors-headers.ts'
import { correlationHeader } from '../../../infra/http/headers.ts'
import { correlationId } from '../../../infra/http/request.ts'
import { securityHeaders } from '../../../infra/http/security-headers.ts'
import type { Document } from './make-document.ts'

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
