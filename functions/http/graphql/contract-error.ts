import { type ASTNode, GraphQLError } from 'graphql'

type Details = {
  code: string
  message: string
  path?: string | undefined
  params?: Record<string, unknown> | undefined
  retryable?: boolean | undefined
  nodes?: ASTNode | readonly ASTNode[] | undefined
}

/** An error of the contract, which clients see as it is. response-error.ts masks every other error. */
export const contractError = ({
  code,
  message,
  path,
  params,
  retryable = false,
  nodes,
}: Details): GraphQLError =>
  new GraphQLError(message, { nodes: nodes ?? null, extensions: { code, path, params, retryable } })

/** A mistake of the client. `path` names the argument or header. */
export const invalidInput = (
  message: string,
  path?: string,
  params?: Record<string, unknown>,
): GraphQLError => contractError({ code: 'INVALID_INPUT', message, path, params })

type Headers = Readonly<Record<string, string>>
type Options = { wellFormed?: boolean; headers?: Headers }

/**
 * Rejects the whole request before any field runs. `status` is the HTTP status. A client that accepts
 * application/json gets 200 instead if the request is `wellFormed`: it could be read and its caller is known.
 */
export class RequestError extends Error {
  readonly status: number
  readonly error: GraphQLError
  readonly wellFormed: boolean
  readonly headers: Headers

  constructor(status: number, error: GraphQLError, { wellFormed = false, headers = {} }: Options = {}) {
    super(error.message)
    this.name = 'RequestError'
    this.status = status
    this.error = error
    this.wellFormed = wellFormed
    this.headers = headers
  }
}
