import type { Context } from 'aws-lambda'
import type { FunctionDeclaration, Manifest } from './manifest.ts'

/** The context object of Node 24 on Lambda, which no longer has done, fail and succeed. */
export type InvocationContext = Omit<Context, 'done' | 'fail' | 'succeed'>

const account = '000000000000'

const functionArn = (declaration: FunctionDeclaration, region: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${declaration.name}`

type Invocation = { manifest: Manifest; requestId: string; stopAtMs(): number }

export const invocationContext = (
  declaration: FunctionDeclaration,
  { manifest: { region }, requestId, stopAtMs }: Invocation,
): InvocationContext => {
  const deadlineMs = performance.now() + declaration.timeoutSeconds * 1000
  return {
    functionName: declaration.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(declaration, region),
    memoryLimitInMB: String(declaration.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${declaration.name}`,
    logStreamName: 'host',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () =>
      Math.max(0, Math.round(Math.min(deadlineMs, stopAtMs()) - performance.now())),
  }
}

/**
 * Returns the variables of the manifest and those of the platform, and nothing else from the environment of
 * the process.
 */
export const functionEnvironment = (
  declaration: FunctionDeclaration,
  { region }: Manifest,
): Record<string, string | undefined> => ({
  AWS_REGION: region,
  AWS_LAMBDA_FUNCTION_NAME: declaration.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declaration.memoryMegabytes),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${declaration.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'host',
  ...declaration.environment,
})
