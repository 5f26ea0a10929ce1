import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import { CombinedError } from '@urql/core'
import { ClientError } from 'graphql-request'

/** Returns the code of the first error that a client reports. */
export const errorCode = (error: unknown): unknown => {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.extensions?.code
  // Apollo Client does not read the errors of a response with status 401.
  if (ServerError.is(error)) return error.statusCode === 401 ? 'UNAUTHENTICATED' : undefined
  if (error instanceof CombinedError) return error.graphQLErrors[0]?.extensions.code
  if (error instanceof ClientError) return error.response.errors?.[0]?.extensions.code
  return undefined
}
