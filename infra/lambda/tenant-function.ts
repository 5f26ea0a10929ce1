import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type * as z from 'zod'
import type { Operation } from '../auth/permissions.ts'
import { withLogFields } from '../observability/log.ts'
import { traceInvocation } from '../observability/trace.ts'
import type { Answer, Envelope } from './envelope.ts'
import { metered } from './metered.ts'
import { requirePermission } from './require-permission.ts'
import { type Effect, timeLimit } from './time-limit.ts'
import { translateErrors } from './translate-errors.ts'
import { validateInput } from './validate-input.ts'

/**
 * What every command and query declares: the name of its span, the operation that the caller must be allowed,
 * and its input.
 */
export type FunctionDeclaration<Schema extends z.ZodType> = {
  name: string
  operation: Operation
  input: Schema
  /** 'reads' when it is left out. */
  effect?: Effect
}

export type Call<Input> = Envelope<Input>

/**
 * Makes the handler of a command or query from its declaration. An invocation writes its usage line, sets the
 * log fields, opens the span, checks the permission, validates the input and runs `work`; it always returns
 * an Answer, also after an error and when its time is nearly over. The declaration stays readable as
 * `declared`, so that a test can compare it with the contract.
 */
export const tenantFunction = <Schema extends z.ZodType, Value>(
  { name, operation, input, effect = 'reads' }: FunctionDeclaration<Schema>,
  work: (call: Call<z.output<Schema>>) => Promise<Answer<Value>>,
) => {
  const chain = middy<Envelope, Answer<Value>>(timeLimit(effect))
    .use(translateErrors())
    .use(requirePermission(operation))
    .use(validateInput(input))
    .handler(({ field, input, context, selection }: Envelope) =>
      work({ field, input: input as z.output<Schema>, context, selection }),
    )
  const run = (envelope: Envelope, context: Context): Promise<Answer<Value>> => {
    const { tenantId, correlationId, traceparent } = envelope.context
    const attributes = {
      'finance.tenant': tenantId,
      'finance.operation': operation,
      'finance.correlation_id': correlationId,
    }
    return withLogFields({ tenantId, correlationId }, () =>
      traceInvocation(name, { attributes, traceparent }, async (span) => {
        const answer = await chain(envelope, context)
        if (!answer.ok) span.setAttribute('error.type', answer.error.code)
        return answer
      }),
    )
  }
  const handler = metered(operation, run, ({ context: { tenantId } }) => ({ tenantId }))
  return Object.assign(handler, { declared: { name, operation, input } })
}
