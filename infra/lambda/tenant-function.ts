import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import type * as z from 'zod'
import { logRefusal } from '../auth/log-refusal.ts'
import { missingPermission, type Operation } from '../auth/permissions.ts'
import { log, withLogFields } from '../observability/log.ts'
import { traceInvocation } from '../observability/trace.ts'
import type { Answer, Envelope } from './envelope.ts'
import { failed } from './failure.ts'
import { metered } from './metered.ts'
import { translateErrors } from './translate-errors.ts'
import { validateInput } from './validate-input.ts'

/** Whether a function changes something. After a timeout of a change its outcome is unknown. */
export type Effect = 'changes' | 'reads'

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

/** Enough for the answer to reach the caller before Lambda stops the function. */
const earlyMs = 500

const lateMessages: Readonly<Record<Effect, string>> = {
  changes:
    'The command did not end in time, so it is unknown whether it took effect; ' +
    'send it again with the same idempotency key',
  reads: 'The query did not end in time; try again',
}

/**
 * Options of a chain whose function answers STORE_UNAVAILABLE shortly before its time is over. The default of
 * Middy throws an error, which the caller takes for a defect.
 */
const timeLimit = (effect: Effect) => ({
  timeoutEarlyInMillis: earlyMs,
  timeoutEarlyResponse: (): Answer<never> => {
    log('warn', lateMessages[effect])
    return failed({ code: 'STORE_UNAVAILABLE', message: lateMessages[effect], retryable: true })
  },
})

/**
 * Fails with FORBIDDEN, before anything is read, when the caller may not run the operation. The graphql
 * function has checked this already, but other functions can invoke a command or query too.
 */
const requirePermission = (operation: Operation): MiddlewareObj<Envelope, Answer> => ({
  before: async ({ event }) => {
    const permission = missingPermission(operation, event.context)
    if (permission === undefined) return undefined
    logRefusal({ ...event.context, operation, permission })
    return failed({
      code: 'FORBIDDEN',
      message: `${operation} needs ${permission}`,
      params: { operation, permission },
    })
  },
})
