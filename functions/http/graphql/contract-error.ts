import { type ASTNode, GraphQLError } from 'graphql'

type Refusal = {
  code: string
  message: string
  path?: string | undefined
  params?: Record<string, unknown> | undefined
  retryable?: boolean | undefined
  nodes?: ASTNode | readonly ASTNode[] | undefined
}

/** An error of the contract. What has no `code` never reaches a client as it is: see shown.ts. */
export const refusal = ({ code, message, path, params, retryable = false, nodes }: Refusal): GraphQLError =>
  new GraphQLError(message, { nodes: nodes ?? null, extensions: { code, path, params, retryable } })

/** A request that is refused whole, before any field runs; `status` is the HTTP status. */
export class RequestRefused extends Error {
  readonly status: number
  readonly refusal: GraphQLError

  constructor(status: number, error: GraphQLError) {
    super(error.message)
    this.name = 'RequestRefused'
    this.status = status
    this.refusal = error
  }
}
