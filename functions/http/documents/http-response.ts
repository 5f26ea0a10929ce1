import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { fileHeaders } from '../../../infra/http/file-headers.ts'
import type { Document } from './make-document.ts'

export const documentResponse = (
  event: APIGatewayProxyEvent,
  { fileName, pdf }: Document,
): APIGatewayProxyResult => ({
  statusCode: 200,
  headers: fileHeaders(event, { name: fileName, type: 'application/pdf', disposition: 'inline' }),
  body: pdf.toString('base64'),
  isBase64Encoded: true,
})
