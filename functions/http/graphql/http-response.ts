import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { allowedOrigin } from '../../../infra/config/allowed-origin.ts'
import { settings } from '../../../infra/config/settings.ts'
import { correlationHeader } from '../../../infra/observability/correlation-id.ts'
import type { Door } from './door.ts'
import { RequestRefused, refusal } from './refusal.ts'
import { correlationId } from './request.ts'
import { shown } from './shown.ts'

/** The HTTP answer to one GraphQL request: 200 once a field ran, else 400, or 500 where the fault is ours. */
export const answerOf = (
  event: APIGatewayProxyEvent,
  result: ExecutionResult,
  door: Door,
  production: boolean,
): APIGatewayProxyResult => {
  if (!result.errors?.length) return answer(event, 200, result)
  const request = { correlationId: door.call.correlationId, document: door.document, production }
  const errors = result.errors.map((error) => shown(error, request))
  const ours = errors.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')
  return answer(event, result.data !== undefined ? 200 : ours ? 500 : 400, { errors, data: result.data })
}

/** The answer to a request that did not get as far as GraphQL. */
export const refusedWhole = (event: APIGatewayProxyEvent, error: unknown): APIGatewayProxyResult => {
  const { status, cause } = asRefused(error)
  return answer(event, status, {
    errors: [shown(cause, { correlationId: correlationId(event), production: true })],
  })
}

const asRefused = (error: unknown): { status: number; cause: GraphQLError } => {
  if (error instanceof RequestRefused) return { status: error.status, cause: error.refusal }
  if (isUnreadable(error))
    return { status: 400, cause: refusal({ code: 'INVALID_INPUT', message: unreadable(error.cause) }) }
  return {
    status: 500,
    cause: new GraphQLError('Unexpected', {
      originalError: error instanceof Error ? error : new Error(String(error)),
    }),
  }
}

type BodyParserError = Error & { statusCode: number; cause: { data?: unknown; message?: string } }

const isUnreadable = (error: unknown): error is BodyParserError =>
  error instanceof Error &&
  'statusCode' in error &&
  error.statusCode === 415 &&
  typeof error.cause === 'object'

const unreadable = ({ message, data }: BodyParserError['cause']): string => {
  if (message === undefined)
    return `Content-Type: send application/json, not ${typeof data === 'string' ? data : 'a body without a type'}`
  // Only the message of what JSON.parse threw is passed on.
  return message.includes('call stack')
    ? 'The body is nested too deeply to be read'
    : `The body is not JSON: ${message}`
}

const json = 'application/json'
const graphqlJson = 'application/graphql-response+json'

const answer = (event: APIGatewayProxyEvent, statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: {
    'Content-Type': `${event.headers.accept?.includes(graphqlJson) ? graphqlJson : json}; charset=utf-8`,
    'Cache-Control': 'no-store',
    [correlationHeader]: correlationId(event),
    ...crossOrigin(event),
  },
  body: JSON.stringify(body),
})

/** A gateway with Lambda proxy integration leaves these to the function; only the preflight request is its own. */
const crossOrigin = ({ headers }: APIGatewayProxyEvent): Record<string, string> => {
  if (headers.origin === undefined) return {}
  const origin = allowedOrigin(settings(['CORS_ORIGIN']).CORS_ORIGIN, headers.origin)
  return {
    Vary: 'Origin',
    ...(origin === undefined
      ? {}
      : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': correlationHeader }),
  }
}
