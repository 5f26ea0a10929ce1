import type { Awaited } from './invocation-time.ts'

/**
 * The caller, the tenant, and ids for logs and traces; graphql makes it from the result of the authorizer.
 */
export type CallContext = {
  /** Empty for the platform role, which belongs to no tenant. */
  tenantId: string
  actor: { id: string; role: string }
  permissions: readonly string[]
  correlationId: string
  causationId?: string | undefined
  idempotencyKey?: string | undefined
  traceparent?: string | undefined
}

/**
 * What a request selects of the answer of a query or command. `paths` are names of fields from the answer on,
 * such as `edges.node.id`. `parts` is the number of answers that share one response.
 */
export type Selection = { paths: readonly string[]; parts: number }

/**
 * The event of every command and query function. `field` is the GraphQL field, `input` its arguments. Without
 * a selection the caller uses the whole answer.
 */
export type Envelope<Input = unknown> = Awaited & {
  field: string
  input: Input
  context: CallContext
  selection?: Selection | undefined
}

/** An error as in `extensions`. `path` names the input field; `params` contains the values in the message. */
export type AnswerError = {
  code: string
  message: string
  path?: string | undefined
  params?: Record<string, unknown> | undefined
  retryable: boolean
}

/** What every command and query function returns. Only a crash is a failed invocation. */
export type Answer<Value = unknown> = { ok: true; value: Value } | { ok: false; error: AnswerError }
