import { type GraphQLError, type GraphQLFieldResolver, type GraphQLResolveInfo, Kind } from 'graphql'
import { logRefusal } from '../../../infra/auth/log-refusal.ts'
import { missingPermission } from '../../../infra/auth/permissions.ts'
import type { Answer, Envelope, Selection } from '../../../infra/lambda/envelope.ts'
import { InvocationError, responseTooLarge } from '../../../infra/lambda/invocation-error.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { synchronousLimitBytes } from '../../../infra/lambda/payload.ts'
import { log } from '../../../infra/observability/log.ts'
import { observe, secondsSince } from '../../../infra/observability/metrics.ts'
import { currentTraceparent, inSpan } from '../../../infra/observability/trace.ts'
import { takeTurns, takeTurnsByKey } from '../../../infra/process/turns.ts'
import { functionKey } from '../../contract/schema.ts'
import type { GraphQLContext } from './context.ts'
import { contractError } from './contract-error.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { rootFields } from './root-fields.ts'
import { selectedPaths } from './selected-paths.ts'
import { outcomeUnknown, requireTime } from './time-limit.ts'

/** The resolver of a root field. It invokes the function of the same name. */
export const dispatcher = (
  field: string,
): GraphQLFieldResolver<unknown, GraphQLContext, Record<string, unknown>> => {
  const key = functionKey(field)
  return (_root, { idempotencyKey: argument, ...input }, context, info) => {
    requirePermission(field, context)
    const idempotencyKey = idempotencyKeyOf(argument, context.idempotencyKey)
    return invokeFunction(key, { field, input, idempotencyKey, selection: selectionOf(info) }, context)
  }
}

const selectionOf = (info: GraphQLResolveInfo): Selection => ({
  paths: selectedPaths(info.fieldNodes, info.fragments),
  parts: countParts(info),
})

/** The number of root fields, whose answers share one response. */
const countParts = ({ operation, fragments }: GraphQLResolveInfo): number =>
  rootFields({ kind: Kind.DOCUMENT, definitions: Object.values(fragments) }, operation).size

/**
 * Checks the permission before a function is invoked, and logs a refusal. The function checks it again,
 * because it can be invoked directly.
 * @throws FORBIDDEN when the caller lacks the permission for the operation
 */
export const requirePermission = (operation: string, { call }: GraphQLContext): void => {
  const permission = missingPermission(operation, call)
  if (permission === undefined) return
  logRefusal({ ...call, operation, permission })
  throw contractError({
    code: 'FORBIDDEN',
    message: `${operation} needs ${permission}`,
    params: { operation, permission },
  })
}

type Invocation = {
  field: string
  input: unknown
  idempotencyKey?: string | undefined
  selection?: Selection | undefined
}

/** GraphQL starts all root fields of a query at once, and each of them may load a page of large invoices. */
const maxRunning = 4
/**
 * Otherwise one tenant with many costly requests keeps a whole process busy: other tenants waited seconds for
 * an answer that takes two milliseconds.
 */
const turnsOfTenant = takeTurnsByKey(16)

/**
 * Invokes the function with this key in the manifest and returns the value of its answer. A request has a few
 * invocations at a time, and so have all requests of a tenant together; the others wait.
 * @throws the error of the answer when there is one
 * @throws STORE_UNAVAILABLE when the function is throttled, times out or is unreachable, or the time of the
 * request is over
 * @throws INPUT_TOO_LARGE or QUERY_TOO_COMPLEX when the input or the answer is larger than 6 MB
 */
export const invokeFunction = async (
  key: string,
  { field, input, idempotencyKey, selection }: Invocation,
  context: GraphQLContext,
): Promise<unknown> => {
  const { call } = context
  context.turns ??= takeTurns(maxRunning)
  const { turns } = context
  const envelope = { field, input, context: { ...call, idempotencyKey }, selection }
  const answer = await timed(field, () =>
    turns(() =>
      turnsOfTenant(call.tenantId, () => {
        requireTime(field)
        return answerInSpan(key, envelope)
      }),
    ),
  )
  if (answer.ok) return answer.value
  throw contractError(answer.error)
}

/** Records how long a field took, with its wait for a turn: the client waits for that too. */
const timed = async (operation: string, work: () => Promise<Answer>): Promise<Answer> => {
  const startedMs = performance.now()
  let outcome = 'error'
  try {
    const answer = await work()
    if (answer.ok) outcome = 'ok'
    return answer
  } finally {
    observe('graphql_operations_duration_seconds', { operation, outcome }, secondsSince(startedMs))
  }
}

/** Invokes the function in the span of the field. */
const answerInSpan = (key: string, envelope: Envelope): Promise<Answer> =>
  inSpan(`field ${envelope.field}`, { attributes: { 'finance.operation': envelope.field } }, async (span) => {
    const traceparent = currentTraceparent(envelope.context.traceparent)
    const answer = await invoked(key, { ...envelope, context: { ...envelope.context, traceparent } })
    if (!answer.ok) span.setAttribute('error.type', answer.error.code)
    return answer
  })

const invoked = async (key: string, envelope: Envelope): Promise<Answer> => {
  try {
    const answer = await invoke(key, envelope, 'RequestResponse')
    if (isAnswer(answer)) return answer
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error
    if (error.code === 'FUNCTION_TIMED_OUT')
      log('warn', 'A function did not answer in time', { functionKey: key, error })
    throw errorForClient(error) ?? error
  }
  throw new TypeError(`${key} returned neither a value nor an error`)
}

const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === 'object' && answer !== null && 'ok' in answer

/** Undefined when the client can do nothing about the failure: it remains an unexpected error. */
const errorForClient = ({ code, errorType }: InvocationError): GraphQLError | undefined => {
  switch (code) {
    case 'FUNCTION_THROTTLED':
      return contractError({
        code: 'STORE_UNAVAILABLE',
        message: 'Too many requests are running now; try again',
        retryable: true,
      })
    case 'FUNCTION_TIMED_OUT':
    case 'FUNCTION_UNREACHABLE':
      return outcomeUnknown()
    case 'PAYLOAD_TOO_LARGE':
      return contractError(errorType === responseTooLarge ? responseExceeded : inputExceeded)
    default:
      return undefined
  }
}

/** A function and its caller exchange at most 6 MB each way. */
const params = { limitBytes: synchronousLimitBytes }

const inputExceeded = {
  code: 'INPUT_TOO_LARGE',
  message: 'The input of this field is larger than 6 MB, so nothing was done with it; send less at once',
  path: 'input',
  params,
}
const responseExceeded = {
  code: 'QUERY_TOO_COMPLEX',
  message:
    'The answer of this field is larger than 6 MB; ask for less at once. ' +
    'A mutation has taken effect: send it again with the same idempotency key and select fewer fields',
  params,
}
