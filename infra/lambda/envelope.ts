/** Who asks, for whom, and what to call it in logs and traces. Made by the graphql function from what the authorizer said. */
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

/** What every command and query function is invoked with. `field` is the GraphQL field, `input` its arguments. */
export type Envelope<Input = unknown> = { field: string; input: Input; context: CallContext }

/** An error as the contract shows it in `extensions`. `path` names the input field, `params` what the message was built from. */
export type AnswerError = {
  code: string
  message: string
  path?: string | undefined
  params?: Record<string, unknown> | undefined
  retryable: boolean
}

/** What every command and query function answers. Refusals are values; only a crash is a failed invocation. */
export type Answer<Value = unknown> = { ok: true; value: Value } | { ok: false; error: AnswerError }
