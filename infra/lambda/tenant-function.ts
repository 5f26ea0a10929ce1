import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type * as z from 'zod'
import type { Operation } from '../auth/permissions.ts'
import { withLogFields } from '../observability/log.ts'
import { inSpan } from '../observability/trace.ts'
import type { Answer, CallContext, Envelope } from './envelope.ts'
import { permitted } from './require-permission.ts'
import { translateErrors } from './translate-errors.ts'
import { validated } from './validate-input.ts'

/** What every command and query says of itself: the name of its span, the operation whose permission it needs, and its input. */
export type FunctionDeclaration<Schema extends z.ZodType> = { name: string; operation: Operation; input: Schema }

export type Call<Input> = { field: string; input: Input; context: CallContext }

/**
 * A function that is invoked with an envelope and always answers, in the order: log fields, span, permission, validation, work.
 * What it was declared with stays readable on it, to be held against the contract.
 */
export const tenantFunction = <Schema extends z.ZodType, Value>(
  { name, operation, input }: FunctionDeclaration<Schema>,
  work: (call: Call<z.output<Schema>>) => Promise<Answer<Value>>,
) => {
  const chain = middy<Envelope, Answer<Value>>()
    .use(translateErrors())
    .use(permitted(operation))
    .use(validated(input))
    .handler(({ field, input, context }: Envelope) =>
      work({ field, input: input as z.output<Schema>, context }),
    )
  const invoked = (envelope: Envelope, context: Context): Promise<Answer<Value>> => {
    const { tenantId, correlationId, traceparent } = envelope.context
    return withLogFields({ tenantId, correlationId }, () =>
      inSpan(name, { attributes: { 'finance.tenant': tenantId }, traceparent }, () => chain(envelope, context)),
    )
  }
  return Object.assign(invoked, { declared: { name, operation, input } })
}
