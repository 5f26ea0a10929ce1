import { type DocumentNode, GraphQLError } from 'graphql'
import { log } from '../../../infra/observability/log.ts'
import { inputError } from './input-error.ts'

export type ShownError = {
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

/** An error as the contract shows it. What is not a refusal of ours and no mistake in the request is logged whole and masked. */
export const shown = (error: GraphQLError, request: Request): ShownError => {
  const { code, path, params, retryable } = error.extensions
  // Yoga gives codes too, but only a refusal says whether it is worth repeating.
  if (typeof code === 'string' && typeof retryable === 'boolean')
    return entry(error, request, { code, message: error.message, path, params, retryable })
  if (isMistake(error)) {
    const { message, path } = inputError(error, request.document)
    return entry(error, request, {
      code: 'INVALID_INPUT',
      message: request.production ? withoutSuggestion(message) : message,
      path,
    })
  }
  const cause = error.originalError ?? error
  log('error', 'Unexpected error', { error: cause, stack: cause.stack, field: error.path?.join('.') })
  const message = `Something went wrong here; it is logged under ${request.correlationId}`
  return entry(error, request, { code: 'INTERNAL_SERVER_ERROR', message })
}

/** Found by GraphQL before any field ran: parsing, validation, variables, parameters of the request. */
const isMistake = (error: GraphQLError): boolean => error.path === undefined && fromGraphQL(error)

const fromGraphQL = ({ originalError }: GraphQLError): boolean =>
  originalError === undefined || (originalError instanceof GraphQLError && fromGraphQL(originalError))

/** A suggestion names a field that the caller did not know of, which production does not do. */
const withoutSuggestion = (message: string): string => message.replace(/ ?Did you mean .+\?$/s, '')

type Entry = { code: string; message: string; path?: unknown; params?: unknown; retryable?: unknown }

const entry = (
  error: GraphQLError,
  { correlationId }: Request,
  { code, message, path, params, retryable }: Entry,
): ShownError => ({
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
