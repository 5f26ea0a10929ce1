import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { errorResponse } from '../../../infra/http/error-response.ts'
import { HttpError, unavailable } from '../../../infra/http/http-error.ts'
import { responseHeaders } from '../../../infra/http/response-headers.ts'

type Content = Readonly<{ type: string; body: string; headers: Readonly<Record<string, string>> }>

/** The headers of the content say who may read it. */
export const response = (
  event: APIGatewayProxyEvent,
  { type, body, headers }: Content,
): APIGatewayProxyResult => ({
  statusCode: 200,
  headers: { ...responseHeaders(event, `${type}; charset=utf-8`, {}), ...headers },
  body,
})

/** Where no key is configured the service proves no documents, as if the routes did not exist. */
export const notFound = (): HttpError =>
  new HttpError(404, { code: 'NOT_FOUND', message: 'This service signs no documents' })

/**
 * The response to a request that failed, with the headers of its content. A secret that cannot be fetched may
 * be there soon.
 */
export const failure = (
  event: APIGatewayProxyEvent,
  thrown: unknown,
  headers: Content['headers'],
): APIGatewayProxyResult => {
  const failed = errorResponse(event, thrown, unavailable('The keys are not available now; try again'))
  return { ...failed, headers: { ...failed.headers, ...headers } }
}
