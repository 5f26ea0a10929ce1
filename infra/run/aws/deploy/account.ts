import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'

/** The services of AWS that a deployment calls, in one region. */
export type Account = {
  region: string
  apiGateway: APIGatewayClient
  cloudFormation: CloudFormationClient
  s3: S3Client
  secrets: SecretsManagerClient
  ssm: SSMClient
  sts: STSClient
  /**
   * Invokes a function and returns what it returns.
   * @throws Error when the function fails
   */
  invoke(functionName: string, payload: unknown): Promise<unknown>
  /** How many invocations may run at a time of all functions that have reserved none. */
  readUnreservedConcurrency(): Promise<number>
  /** How many invocations a function has reserved: 0 when there is no such function. */
  readReservedConcurrency(functionName: string): Promise<number>
}

/** As long as a function may run, and some time for the way. */
const invocationMs = 15 * 60_000 + 10_000

/**
 * Connects with the credentials of the environment, when they are first needed. A function that has not
 * answered after `requestTimeout` ms counts as failed: its connection may be gone without a sign.
 */
export const openAccount = (region: string, { requestTimeout = invocationMs } = {}): Account => {
  const lambda = new LambdaClient({ region })
  // An invocation is sent once: a repetition would run beside the first one.
  const invoking = new LambdaClient({
    region,
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  })
  return {
    region,
    // API Gateway accepts only a few changes of keys a second.
    apiGateway: new APIGatewayClient({ region, maxAttempts: 10 }),
    cloudFormation: new CloudFormationClient({ region }),
    s3: new S3Client({ region }),
    secrets: new SecretsManagerClient({ region }),
    ssm: new SSMClient({ region }),
    sts: new STSClient({ region }),
    invoke: (functionName, payload) => invoke(invoking, functionName, payload),
    readUnreservedConcurrency: async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
      return AccountLimit?.UnreservedConcurrentExecutions ?? 0
    },
    readReservedConcurrency: (functionName) => readReservedConcurrency(lambda, functionName),
  }
}

const readReservedConcurrency = async (lambda: LambdaClient, functionName: string): Promise<number> => {
  try {
    const output = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: functionName }))
    return output.ReservedConcurrentExecutions ?? 0
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 0
    throw error
  }
}

const invoke = async (lambda: LambdaClient, functionName: string, payload: unknown): Promise<unknown> => {
  const output = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
  )
  const text = output.Payload?.transformToString() ?? 'null'
  if (output.FunctionError !== undefined) throw new Error(`${functionName} failed: ${text}`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${functionName} returned what is not JSON: ${text.slice(0, 200)}`, { cause })
  }
}
