import { type DocumentNode, GraphQLError } from 'graphql'
import { unexpectedFailure } from '../../../infra/lambda/failure.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import { shorten } from '../../../infra/observability/shorten.ts'
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

type Request = { correlationId: string; document?: DocumentNode | undefined; isSchemaOpen: boolean }

/** A request of 50 mutations fits. A page on which every field fails does not. */
const maxErrors = 100
/** The errors of a defect resemble each other, and each becomes a line of the log. */
const maxLoggedErrors = 10
/** The most characters of all errors together, as JSON. */
const maxTotalCharacters = 500_000
const maxLocations = 10

/**
 * Translates errors into the shape of the contract, as many as fit into a response: at most 100, and about
 * 500 kB of JSON. Errors with a code of the contract and mistakes in the request are shown; every other error
 * is masked, and the first ten of them are logged.
 */
export const translateErrors = (errors: readonly GraphQLError[], request: Request): ResponseError[] => {
  const translated: ResponseError[] = []
  let characters = 0
  let unexpected = 0
  for (const error of errors.slice(0, maxErrors)) {
    const details = detailsToShow(error, request)
    if (!details && unexpected++ < maxLoggedErrors) logUnexpected(error)
    const full = responseError(error, request, details ?? unexpectedFailure(request.correlationId))
    const length = JSON.stringify(full).length
    const shown = length > maxTotalCharacters ? withoutParams(full) : full
    characters += shown === full ? length : JSON.stringify(shown).length
    if (characters > maxTotalCharacters) break
    translated.push(shown)
    count('graphql_errors_total', { code: shown.extensions.code })
  }
  return translated
}

const withoutParams = (error: ResponseError): ResponseError => ({
  ...error,
  extensions: { ...error.extensions, params: {} },
})

/** Undefined when the client must not see the error. */
const detailsToShow = (error: GraphQLError, request: Request): Details | undefined => {
  const { code, path, params, retryable } = error.extensions
  // Yoga sets codes too, but only a contract error says whether it is retryable.
  if (typeof code === 'string' && typeof retryable === 'boolean')
    return { code, message: error.message, path, params, retryable }
  if (!isMistake(error)) return undefined
  const problem = inputProblem(error, request.document)
  const message = request.isSchemaOpen ? problem.message : withoutSuggestion(problem.message)
  return { code: 'INVALID_INPUT', message, path: problem.path }
}

const logUnexpected = (error: GraphQLError): void => {
  const cause = error.originalError ?? error
  log('error', 'Unexpected error', { error: cause, stack: cause.stack, field: error.path?.join('.') })
}

/** GraphQL found it before any field ran: in the syntax, the fields, the variables or the parameters. */
const isMistake = (error: GraphQLError): boolean => error.path === undefined && isFromGraphQL(error)

const isFromGraphQL = ({ originalError }: GraphQLError): boolean =>
  originalError === undefined || (originalError instanceof GraphQLError && isFromGraphQL(originalError))

/** A suggestion reveals a name of the schema. */
const withoutSuggestion = (message: string): string => {
  const start = message.lastIndexOf('Did you mean ')
  return start === -1 || !message.endsWith('?') ? message : message.slice(0, start).trimEnd()
}

type Details = { code: string; message: string; path?: unknown; params?: unknown; retryable?: unknown }

const responseError = (
  error: GraphQLError,
  { correlationId }: Request,
  { code, message, path, params, retryable }: Details,
): ResponseError => ({
  message: shorten(message),
  ...(error.locations ? { locations: error.locations.slice(0, maxLocations) } : {}),
  ...(error.path ? { path: error.path } : {}),
  extensions: {
    code,
    path: typeof path === 'string' ? shorten(path) : null,
    params: params ?? {},
    retryable: retryable === true,
    correlationId,
  },
})
