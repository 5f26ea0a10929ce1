import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { fileHeaders } from '../../../infra/http/file-headers.ts'
import { synchronousLimitBytes } from '../../../infra/lambda/payload.ts'
import { tooManyBytes } from './document-error.ts'
import type { Document } from './make-document.ts'

/**
 * The largest PDF of a response: Lambda returns it in base64, which has 4 characters for 3 bytes, with
 * headers that are far below 16 KiB. The host has the same limit, so that a client meets it everywhere.
 */
export const maxBytes = ((synchronousLimitBytes - 16 * 1024) / 4) * 3

/**
 * The response with a document.
 * @throws HttpError when the document is larger than a response may be (400)
 */
export const documentResponse = (
  event: APIGatewayProxyEvent,
  { fileName, pdf }: Document,
): APIGatewayProxyResult => {
  if (pdf.length > maxBytes) throw tooManyBytes(pdf.length, maxBytes)
  return {
    statusCode: 200,
    headers: fileHeaders(event, { name: fileName, type: 'application/pdf', disposition: 'inline' }),
    body: pdf.toString('base64'),
    isBase64Encoded: true,
  }
}
