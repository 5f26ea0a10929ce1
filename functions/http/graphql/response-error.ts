import { type DocumentNode, GraphQLError } from 'graphql'
import { unexpectedFailure } from '../../../infra/lambda/failure.ts'
import { log } from '../../../infra/observability/log.ts'
import { inputProblem } from './input-problem.ts'

/** An error as the contract shows it. */
export type ResponseError = {
  message: string
  locations?: GraphQLError['locations']
  path?: GraphQLError['path']
  extensions: {
    code: string
    path: string | null
    params: unknown
    retryable: boolean
    correlationId: string
  }
}

type Request = { correlationId: string; document?: DocumentNode | undefined; production: boolean }

/**
 * Translates an error into the shape of the contract. Errors with a code of the contract and mistakes in the
 * request are shown; every other error is logged and masked.
 */
export const translateError = (error: GraphQLError, request: Request): ResponseError => {
  const { code, path, params, retryable } = error.extensions
  // Yoga sets codes too, but only a contract error says whether it is retryable.
  if (typeof code === 'string' && typeof retryable === 'boolean')
    return responseError(error, request, { code, message: error.message, path, params, retryable })
  if (isMistake(error)) {
    const { message, path } = inputProblem(error, request.document)
    return responseError(error, request, {
      code: 'INVALID_INPUT',
      message: request.production ? withoutSuggestion(message) : message,
      path,
    })
  }
  const cause = error.originalError ?? error
  log('error', 'Unexpected error', { error: cause, stack: cause.stack, field: error.path?.join('.') })
  return responseError(error, request, unexpectedFailure(request.correlationId))
}

/** GraphQL found it before any field ran: in the syntax, the fields, the variables or the parameters. */
const isMistake = (error: GraphQLError): boolean => error.path === undefined && isFromGraphQL(error)

const isFromGraphQL = ({ originalError }: GraphQLError): boolean =>
  originalError === undefined || (originalError instanceof GraphQLError && isFromGraphQL(originalError))

/** A suggestion reveals a name of the schema, which production keeps secret. */
const withoutSuggestion = (message: string): string => message.replace(/ ?Did you mean .+\?$/s, '')

type Details = { code: string; message: string; path?: unknown; params?: unknown; retryable?: unknown }

const responseError = (
  error: GraphQLError,
  { correlationId }: Request,
  { code, message, path, params, retryable }: Details,
): ResponseError => ({
  message,
  ...(error.locations ? { locations: error.locations } : {}),
  ...(error.path ? { path: error.path } : {}),
  extensions: {
    code,
    path: typeof path === 'string' ? path : null,
    params: params ?? {},
    retryable: retryable === true,
    correlationId,
  },
})
