import { setTimeout as pause } from 'node:timers/promises'
import type { InvokeCommand, InvokeCommandOutput } from '@aws-sdk/client-lambda'
import { settings } from '../config/settings.ts'
import { inCallSpan } from '../observability/trace.ts'
import { outgoingTraceHeader } from '../observability/xray/trace-header.ts'
import { withinDeadline } from '../process/deadline.ts'
import { answerReserveMs, timeLeftMs } from '../process/time-left.ts'
import { type FunctionError, functionFailed, InvocationError } from './invocation-error.ts'
import type { Awaited } from './invocation-time.ts'
import { loadSdk, useLambdaClient } from './lambda-client.ts'
import { encodePayload } from './payload.ts'
import { hostRuntime, type InvocationType } from './runtime.ts'

/**
 * Invokes the function with this key in the manifest. 'RequestResponse' resolves with what the function
 * returns, 'Event' with undefined as soon as the invocation is accepted. At most 6 MB go each way, and 1 MB
 * with 'Event'. A running invocation waits for as long as its own time allows, and tells the function so.
 * @throws InvocationError when the function cannot be invoked, fails, or does not return in time
 */
export const invoke = async (
  functionKey: string,
  payload: unknown,
  type: InvocationType,
): Promise<unknown> => {
  const waitMs = Math.min(maxWaitMs[type], timeLeftMs(reserveMs[type]))
  if (waitMs <= 0)
    throw new InvocationError('FUNCTION_TIMED_OUT', functionKey, 'not invoked, because no time is left')
  const sent =
    type === 'Event' || waitMs === maxWaitMs[type] ? payload : withAnswerBy(payload, Date.now() + waitMs)
  const host = hostRuntime()
  if (!host) return invokeOnLambda(functionKey, sent, type, waitMs)
  return withinDeadline(waitMs, host.invoke(functionKey, sent, type), () => {
    throw noResponse(functionKey, waitMs)
  })
}

const withAnswerBy = (payload: unknown, answerBy: number): Awaited => ({ ...(payload as object), answerBy })

const noResponse = (functionKey: string, waitMs: number): InvocationError =>
  new InvocationError('FUNCTION_TIMED_OUT', functionKey, `no response within ${Math.round(waitMs)} ms`)

const invokeOnLambda = async (
  functionKey: string,
  payload: unknown,
  type: InvocationType,
  waitMs: number,
): Promise<unknown> => {
  const FunctionName = lambdaName(functionKey)
  const Payload = new TextEncoder().encode(encodePayload(functionKey, payload, type))
  const { InvokeCommand } = await loadSdk()
  const command = new InvokeCommand({ FunctionName, InvocationType: type, Payload })
  return inCallSpan(
    'Lambda',
    () => spanAttributes(FunctionName, type),
    async (span) => {
      passTraceOn(command)
      const late = AbortSignal.timeout(Math.ceil(waitMs))
      const output = await repeat(maxAttempts[type], () =>
        useLambdaClient((lambda) => lambda.send(command, { abortSignal: late })).catch((cause: unknown) => {
          throw late.aborted ? noResponse(functionKey, waitMs) : toInvocationError(functionKey, cause)
        }),
      )
      const { requestId, httpStatusCode } = output.$metadata
      span.setAttributes({ 'aws.request_id': requestId, 'http.response.status_code': httpStatusCode })
      return type === 'Event' ? undefined : resultOf(functionKey, output)
    },
  )
}

/** Sends an invocation again when Lambda could not be reached, up to this many attempts. */
const repeat = async <Output>(attempts: number, send: () => Promise<Output>): Promise<Output> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const isUnreachable = error instanceof InvocationError && error.code === 'FUNCTION_UNREACHABLE'
      if (!isUnreachable || attempt === attempts) throw error
      await pause(Math.random() * firstPauseMs * 2 ** attempt)
    }
  }
}

const spanAttributes = (functionName: string, type: InvocationType) => ({
  'rpc.system': 'aws-api',
  'rpc.method': 'Invoke',
  'cloud.region': settings(['AWS_REGION']).AWS_REGION,
  'faas.invoked_name': functionName,
  'faas.invocation_type': type,
})

/**
 * The segment of the invoked function is then below the span of the call. Without this header the SDK sends
 * the one of this invocation, so a trace that is not sampled is passed on as well.
 */
const passTraceOn = (command: InvokeCommand): void => {
  const header = outgoingTraceHeader()
  if (header === undefined) return
  command.middlewareStack.add(
    (next) => (call) => {
      const { headers } = call.request as { headers: Record<string, string> }
      headers['X-Amzn-Trace-Id'] = header
      return next(call)
    },
    { step: 'build', name: 'traceHeader' },
  )
}

/**
 * How often one invocation is sent at most when Lambda cannot be reached. A connection may be lost after the
 * function has started, so 'RequestResponse' is sent once. A function invoked with 'Event' must tolerate
 * repetition anyway, because Lambda starts it at least once. A throttled invocation is not sent again,
 * whatever its type: more requests would only add to those that Lambda refuses.
 */
const maxAttempts: Record<InvocationType, number> = { RequestResponse: 1, Event: 3 }
const firstPauseMs = 25

/** Outside an invocation: no function runs for longer than 15 minutes. */
const maxWaitMs: Record<InvocationType, number> = { RequestResponse: 15 * 60_000, Event: 5_000 }

/**
 * What the caller keeps of its time. A command whose store calls used up the time may still start the
 * function that finishes its work, before the chain answers 500 ms before the end.
 */
const reserveMs: Record<InvocationType, number> = { RequestResponse: answerReserveMs, Event: 600 }

/** In the stage prod `create-invoice` has the name `finance-prod-create-invoice`. */
const lambdaName = (functionKey: string): string => {
  const prefix = settings(['FUNCTION_PREFIX']).FUNCTION_PREFIX
  if (prefix === undefined)
    throw new InvocationError(
      'FUNCTION_NOT_FOUND',
      functionKey,
      'this process runs neither in the host nor on Lambda',
    )
  return prefix + functionKey
}

const resultOf = (functionKey: string, output: InvokeCommandOutput): unknown => {
  const text = output.Payload ? new TextDecoder().decode(output.Payload) : 'null'
  const result: unknown = JSON.parse(text)
  if (output.FunctionError === undefined) return result
  throw functionFailed(functionKey, result as FunctionError)
}

const throttlingErrors = new Set([
  'TooManyRequestsException',
  'EC2ThrottledException',
  'SnapStartNotReadyException',
  'ThrottlingException',
])

const toInvocationError = (functionKey: string, error: unknown): InvocationError => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const details = { cause: error, errorType: name }
  if (throttlingErrors.has(name))
    return new InvocationError('FUNCTION_THROTTLED', functionKey, message, details)
  if (name === 'ResourceNotFoundException')
    return new InvocationError('FUNCTION_NOT_FOUND', functionKey, message, details)
  if (name === 'RequestTooLargeException')
    return new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, details)
  return new InvocationError('FUNCTION_UNREACHABLE', functionKey, message, details)
}
