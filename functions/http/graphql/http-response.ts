import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { correlationId } from '../../../infra/http/headers.ts'
import { HttpError } from '../../../infra/http/http-error.ts'
import { unreadableBody } from '../../../infra/http/json-body.ts'
import { responseHeaders } from '../../../infra/http/response-headers.ts'
import type { GraphQLContext } from './context.ts'
import { contractError, RequestError } from './contract-error.ts'
import { isTooLarge, responseTooLarge } from './limits/response-size.ts'
import { acceptedMediaType, json } from './media-type.ts'
import { translateErrors } from './response-error.ts'

/**
 * The HTTP response to a GraphQL request. One that is too large for the gateway, which would answer 502, is
 * replaced by a refusal.
 */
export const resultResponse = (
  event: APIGatewayProxyEvent,
  result: ExecutionResult,
  context: GraphQLContext,
  isSchemaOpen: boolean,
): APIGatewayProxyResult => {
  const response = wholeResponse(event, result, context, isSchemaOpen)
  return isTooLarge(response.body)
    ? errorResponse(event, new RequestError(400, responseTooLarge(), { wellFormed: true }))
    : response
}

/**
 * The HTTP response to a GraphQL request: 200 if a field ran, 500 for an unexpected error before that, else
 * the status of a rejected request.
 */
const wholeResponse = (
  event: APIGatewayProxyEvent,
  result: ExecutionResult,
  context: GraphQLContext,
  isSchemaOpen: boolean,
): APIGatewayProxyResult => {
  if (!result.errors?.length) return jsonResponse(event, 200, result)
  const request = { correlationId: context.call.correlationId, document: context.document, isSchemaOpen }
  const errors = translateErrors(result.errors, request)
  const unexpected = errors.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')
  const wellFormed = !result.errors.some(isParameterError)
  const status = result.data !== undefined ? 200 : unexpected ? 500 : rejectionStatus(event, 400, wellFormed)
  return jsonResponse(event, status, { errors, data: result.data })
}

/** Yoga gives this code to a body that is not a GraphQL request, such as one without a query. */
const isParameterError = ({ extensions }: GraphQLError): boolean => extensions.code === 'BAD_REQUEST'

/**
 * GraphQL over HTTP: in application/json a GraphQL response has status 200 whatever it says, because a client
 * takes another status for an error of the network and does not read the code of the error. Only a request
 * that is not well-formed has its status in both media types.
 */
const rejectionStatus = (event: APIGatewayProxyEvent, status: number, wellFormed: boolean): number =>
  wellFormed && acceptedMediaType(event.headers.accept) === json ? 200 : status

/** The HTTP response to a request that failed before GraphQL ran. */
export const errorResponse = (event: APIGatewayProxyEvent, thrown: unknown): APIGatewayProxyResult => {
  const { status, error, wellFormed, headers } = asRequestError(thrown)
  const request = { correlationId: correlationId(event), isSchemaOpen: false }
  const body = { errors: translateErrors([error], request) }
  const response = jsonResponse(event, rejectionStatus(event, status, wellFormed), body)
  return { ...response, headers: { ...response.headers, ...headers } }
}

const asRequestError = (thrown: unknown): RequestError => {
  if (thrown instanceof RequestError) return thrown
  const refused = thrown instanceof HttpError ? thrown : unreadableBody(thrown)
  if (refused !== undefined) return refusedRequest(refused)
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new RequestError(500, new GraphQLError('Unexpected', { originalError }))
}

/** A request for another tenant could be read, and its caller is known. */
const refusedRequest = ({ status, details, headers }: HttpError): RequestError =>
  new RequestError(status, contractError(details), { wellFormed: status === 403, headers })

const jsonResponse = (
  event: APIGatewayProxyEvent,
  statusCode: number,
  body: unknown,
): APIGatewayProxyResult => ({
  statusCode,
  headers: responseHeaders(event, `${acceptedMediaType(event.headers.accept)}; charset=utf-8`),
  body: JSON.stringify(body),
})
