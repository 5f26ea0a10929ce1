import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { allowedOrigin } from '../../../infra/config/allowed-origin.ts'
import { settings } from '../../../infra/config/settings.ts'
import { correlationHeader } from '../../../infra/observability/correlation-id.ts'
import type { GraphQLContext } from './context.ts'
import { invalidInput, RequestError } from './contract-error.ts'
import { correlationId } from './request.ts'
import { translateErrors } from './response-error.ts'

/** The HTTP response to a GraphQL request: 200 if a field ran, else 400, or 500 for an unexpected error. */
export const resultResponse = (
  event: APIGatewayProxyEvent,
  result: ExecutionResult,
  context: GraphQLContext,
  production: boolean,
): APIGatewayProxyResult => {
  if (!result.errors?.length) return jsonResponse(event, 200, result)
  const request = { correlationId: context.call.correlationId, document: context.document, production }
  const errors = translateErrors(result.errors, request)
  const unexpected = errors.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')
  const status = result.data !== undefined ? 200 : unexpected ? 500 : 400
  return jsonResponse(event, status, { errors, data: result.data })
}

/** The HTTP response to a request that failed before GraphQL ran. */
export const errorResponse = (event: APIGatewayProxyEvent, thrown: unknown): APIGatewayProxyResult => {
  const { status, error } = asRequestError(thrown)
  const request = { correlationId: correlationId(event), production: true }
  return jsonResponse(event, status, { errors: translateErrors([error], request) })
}

const asRequestError = (thrown: unknown): { status: number; error: GraphQLError } => {
  if (thrown instanceof RequestError) return thrown
  if (isBodyParserError(thrown)) return { status: 400, error: invalidInput(bodyProblem(thrown.cause)) }
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { status: 500, error: new GraphQLError('Unexpected', { originalError }) }
}

type BodyParserError = Error & { statusCode: number; cause: { data?: unknown; message?: string } }

const isBodyParserError = (error: unknown): error is BodyParserError =>
  error instanceof Error &&
  'statusCode' in error &&
  error.statusCode === 415 &&
  typeof error.cause === 'object'

const bodyProblem = ({ message, data }: BodyParserError['cause']): string => {
  if (message === undefined) {
    const contentType = typeof data === 'string' ? data : 'a body without a type'
    return `Content-Type: send application/json, not ${contentType}`
  }
  // Only the message of the error, which JSON.parse wrote, is safe to send.
  return message.includes('call stack')
    ? 'The body is nested too deeply to be read'
    : `The body is not JSON: ${message}`
}

const json = 'application/json'
const graphqlJson = 'application/graphql-response+json'

const jsonResponse = (
  event: APIGatewayProxyEvent,
  statusCode: number,
  body: unknown,
): APIGatewayProxyResult => ({
  statusCode,
  headers: {
    'Content-Type': `${event.headers.accept?.includes(graphqlJson) ? graphqlJson : json}; charset=utf-8`,
    'Cache-Control': 'no-store',
    [correlationHeader]: correlationId(event),
    ...corsHeaders(event),
  },
  body: JSON.stringify(body),
})

/** With Lambda proxy integration the gateway sets these on the preflight response only. */
const corsHeaders = ({ headers }: APIGatewayProxyEvent): Record<string, string> => {
  if (headers.origin === undefined) return {}
  const origin = allowedOrigin(settings(['CORS_ORIGIN']).CORS_ORIGIN, headers.origin)
  if (origin === undefined) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': correlationHeader,
  }
}
