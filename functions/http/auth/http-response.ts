import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { jsonType, responseHeaders } from '../../../infra/http/response-headers.ts'

/** The response to a request; without a body its status is 204. */
export const response = (
  event: APIGatewayProxyEvent,
  status: number,
  body?: unknown,
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: responseHeaders(event, body === undefined ? undefined : jsonType),
  body: body === undefined ? '' : JSON.stringify(body),
})
