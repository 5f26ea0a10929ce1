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

const invokeOnLambda = async (functionKey: string, payload: unknown, type: InvocationType): Promise<unknown> => {
  const FunctionName = sibling(functionKey)
  const { client, InvokeCommand } = await lambda()
  const command = new InvokeCommand({
    FunctionName,
    InvocationType: type,
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
  })
  const output = await client.send(command).catch((error: unknown) => {
    throw translated(functionKey, error)
  })
  return answer(functionKey, output, type)
}

// Loaded on the first call: the SDK costs a query that never invokes anything about 60 ms of cold start.
let loaded: Promise<{ client: LambdaClient; InvokeCommand: typeof import('@aws-sdk/client-lambda').InvokeCommand }> | undefined

const lambda = () => {
  loaded ??= import('@aws-sdk/client-lambda').then(({ LambdaClient, InvokeCommand }) => ({ client: new LambdaClient({}), InvokeCommand }))
  return loaded
}

/** `finance-prod-graphql` knows from its own name that `create-invoice` is called `finance-prod-create-invoice`. */
const sibling = (functionKey: string): string => {
  const own = settings(['AWS_LAMBDA_FUNCTION_NAME']).AWS_LAMBDA_FUNCTION_NAME ?? ''
  const prefix = /^finance-[^-]+-/.exec(own)?.[0]
  if (prefix === undefined) throw new InvocationError('FUNCTION_NOT_FOUND', functionKey, 'neither the host nor Lambda runs this process')
  return prefix + functionKey
}

const answer = (functionKey: string, output: InvokeCommandOutput, type: InvocationType): unknown => {
  if (type === 'Event') return undefined
  const text = output.Payload ? new TextDecoder().decode(output.Payload) : 'null'
  const value: unknown = JSON.parse(text)
  if (output.FunctionError === undefined) return value
  const { errorType, errorMessage, trace } = value as { errorType?: string; errorMessage?: string; trace?: string[] }
  const timedOut = errorType === 'Sandbox.Timedout' || /Task timed out after/.test(errorMessage ?? '')
  throw new InvocationError(timedOut ? 'FUNCTION_TIMED_OUT' : 'FUNCTION_FAILED', functionKey, errorMessage ?? 'failed', {
    errorType,
    trace,
  })
}

const throttles = new Set(['TooManyRequestsException', 'EC2ThrottledException', 'SnapStartNotReadyException', 'ThrottlingException'])

const translated = (functionKey: string, error: unknown): InvocationError => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const details = { cause: error, errorType: name }
  if (throttles.has(name)) return new InvocationError('FUNCTION_THROTTLED', functionKey, message, details)
  if (name === 'ResourceNotFoundException') return new InvocationError('FUNCTION_NOT_FOUND', functionKey, message, details)
  if (name === 'RequestTooLargeException') return new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, details)
  return new InvocationError('FUNCTION_UNREACHABLE', functionKey, message, details)
}
