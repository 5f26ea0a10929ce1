import type { InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import { settings } from '../config/settings.ts'
import { InvocationError } from './invocation-error.ts'
import { hostRuntime, type InvocationType } from './runtime.ts'

/**
 * Invokes the function with this key in the manifest. 'RequestResponse' resolves with what the function
 * returns, 'Event' with undefined as soon as the invocation is accepted. At most 6 MB go each way, and 1 MB
 * with 'Event'.
 * @throws InvocationError when the function cannot be invoked, fails, or does not return in time
 */
export const invoke = (functionKey: string, payload: unknown, type: InvocationType): Promise<unknown> =>
  hostRuntime()?.invoke(functionKey, payload, type) ?? invokeOnLambda(functionKey, payload, type)

const invokeOnLambda = async (
  functionKey: string,
  payload: unknown,
  type: InvocationType,
): Promise<unknown> => {
  const FunctionName = lambdaName(functionKey)
  const { LambdaClient, InvokeCommand } = await loadSdk()
  clients[type] ??= new LambdaClient({ maxAttempts: maxAttempts[type] })
  const command = new InvokeCommand({
    FunctionName,
    InvocationType: type,
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
  })
  const output = await clients[type]
    .send(command, { abortSignal: AbortSignal.timeout(timeoutMs[type]) })
    .catch((error: unknown) => {
      throw toInvocationError(functionKey, error)
    })
  return type === 'Event' ? undefined : resultOf(functionKey, output)
}

/**
 * How often one invocation is sent at most. A connection may be lost after the function has started, so
 * 'RequestResponse' is sent once. A function invoked with 'Event' must tolerate repetition anyway, because
 * Lambda starts it at least once.
 */
const maxAttempts: Record<InvocationType, number> = { RequestResponse: 1, Event: 3 }

/**
 * With 'RequestResponse' more than the 25 s of a function in serverless.yml, less than the 29 s of its
 * caller.
 */
const timeoutMs: Record<InvocationType, number> = { RequestResponse: 26_000, Event: 5_000 }

const clients: { [Type in InvocationType]?: LambdaClient } = {}

/** Loaded at the first call, because the SDK adds about 60 ms to the cold start of every function. */
const loadSdk = () => import('@aws-sdk/client-lambda')

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

/** The payload of an invocation whose function failed. */
type LambdaError = { errorType?: string; errorMessage?: string; trace?: string[] }

const resultOf = (functionKey: string, output: InvokeCommandOutput): unknown => {
  const text = output.Payload ? new TextDecoder().decode(output.Payload) : 'null'
  const result: unknown = JSON.parse(text)
  if (output.FunctionError === undefined) return result
  const { errorType, errorMessage, trace } = result as LambdaError
  const timedOut = errorType === 'Sandbox.Timedout' || /Task timed out after/.test(errorMessage ?? '')
  const code = timedOut ? 'FUNCTION_TIMED_OUT' : 'FUNCTION_FAILED'
  throw new InvocationError(code, functionKey, errorMessage ?? 'failed', { errorType, trace })
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
