import type { InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import { settings } from '../config/settings.ts'
import { InvocationError } from './invocation-error.ts'
import { hostRuntime, type InvocationType } from './runtime.ts'

/**
 * Invokes the function with this key in the manifest. 'RequestResponse' resolves with its answer, 'Event' with undefined once
 * the invocation is accepted. Payload and answer at most 6 MB, 1 MB for 'Event'. Rejects with InvocationError.
 */
export const invoke = (functionKey: string, payload: unknown, type: InvocationType): Promise<unknown> =>
  hostRuntime()?.invoke(functionKey, payload, type) ?? invokeOnLambda(functionKey, payload, type)

const invokeOnLambda = async (
  functionKey: string,
  payload: unknown,
  type: InvocationType,
): Promise<unknown> => {
  const FunctionName = nameOf(functionKey)
  const { LambdaClient, InvokeCommand } = await sdk()
  clients[type] ??= new LambdaClient({ maxAttempts: attempts[type] })
  const command = new InvokeCommand({
    FunctionName,
    InvocationType: type,
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
  })
  const output = await clients[type]
    .send(command, { abortSignal: AbortSignal.timeout(patience[type]) })
    .catch((error: unknown) => {
      throw translated(functionKey, error)
    })
  return answer(functionKey, output, type)
}

/**
 * How often one invocation is sent. A connection may be lost after the function was started, so only what has to bear
 * repetition anyway is sent again: Lambda itself starts a function that was invoked with 'Event' at least once.
 */
const attempts: Record<InvocationType, number> = { RequestResponse: 1, Event: 3 }

/** Milliseconds until an invocation is given up: one with an answer may take the 25 s of serverless.yml, and its caller has 29. */
const patience: Record<InvocationType, number> = { RequestResponse: 26_000, Event: 5_000 }

const clients: { [Type in InvocationType]?: LambdaClient } = {}

// Loaded on the first call: the SDK costs a query that never invokes anything about 60 ms of cold start.
const sdk = () => import('@aws-sdk/client-lambda')

/** In the stage prod `create-invoice` is called `finance-prod-create-invoice`. */
const nameOf = (functionKey: string): string => {
  const prefix = settings(['FUNCTION_PREFIX']).FUNCTION_PREFIX
  if (prefix === undefined)
    throw new InvocationError(
      'FUNCTION_NOT_FOUND',
      functionKey,
      'neither the host nor Lambda runs this process',
    )
  return prefix + functionKey
}

const answer = (functionKey: string, output: InvokeCommandOutput, type: InvocationType): unknown => {
  if (type === 'Event') return undefined
  const text = output.Payload ? new TextDecoder().decode(output.Payload) : 'null'
  const value: unknown = JSON.parse(text)
  if (output.FunctionError === undefined) return value
  const { errorType, errorMessage, trace } = value as {
    errorType?: string
    errorMessage?: string
    trace?: string[]
  }
  const timedOut = errorType === 'Sandbox.Timedout' || /Task timed out after/.test(errorMessage ?? '')
  throw new InvocationError(
    timedOut ? 'FUNCTION_TIMED_OUT' : 'FUNCTION_FAILED',
    functionKey,
    errorMessage ?? 'failed',
    {
      errorType,
      trace,
    },
  )
}

const throttles = new Set([
  'TooManyRequestsException',
  'EC2ThrottledException',
  'SnapStartNotReadyException',
  'ThrottlingException',
])

const translated = (functionKey: string, error: unknown): InvocationError => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const details = { cause: error, errorType: name }
  if (throttles.has(name)) return new InvocationError('FUNCTION_THROTTLED', functionKey, message, details)
  if (name === 'ResourceNotFoundException')
    return new InvocationError('FUNCTION_NOT_FOUND', functionKey, message, details)
  if (name === 'RequestTooLargeException')
    return new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, details)
  return new InvocationError('FUNCTION_UNREACHABLE', functionKey, message, details)
}
