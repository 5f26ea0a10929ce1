import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

type Version = { id: string; text: string | undefined; createdAtMs: number }
type Failure = 'AccessDeniedException' | 'InternalServiceError' | 'no response'

export type SecretsManagerServer = {
  /** The variables with which the AWS SDK calls this server. */
  environment: Record<string, string>
  /** Makes `text` the current version of a secret and returns its ARN. The version before it is kept. */
  put: (name: string, text: string | undefined, createdAtMs?: number) => string
  /** What every call gets from now on; undefined: the secret. */
  failWith: (failure: Failure | undefined) => void
  /** The number of calls since the start, without those that the SDK repeated. */
  calls: () => number
  close: () => Promise<void>
}

/** A server on this machine that speaks the protocol of AWS Secrets Manager, as far as reading needs it. */
export const startSecretsManager = async (): Promise<SecretsManagerServer> => {
  const versions = new Map<string, Version[]>()
  const invocations = new Set<unknown>()
  let failure: Failure | undefined

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    invocations.add(request.headers['amz-sdk-invocation-id'])
    const { SecretId, VersionStage } = JSON.parse(await text(request))
    if (failure === 'no response') return
    if (failure !== undefined)
      return fail(response, failure, `not authorized to read ${SecretId} of account 123456789012`)
    const version = versions.get(SecretId)?.at(VersionStage === 'AWSPREVIOUS' ? -2 : -1)
    if (version === undefined) return fail(response, 'ResourceNotFoundException', `${SecretId} is not there`)
    const { id, text: SecretString, createdAtMs } = version
    send(response, 200, { ARN: SecretId, VersionId: id, SecretString, CreatedDate: createdAtMs / 1000 })
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'no-secret',
    },
    put: (name, text, createdAtMs = Date.now()) => {
      const arn = `arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:${name}`
      versions.set(arn, [...(versions.get(arn) ?? []), { id: randomUUID(), text, createdAtMs }])
      return arn
    },
    failWith: (next) => {
      failure = next
    },
    calls: () => invocations.size,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const fail = (response: ServerResponse, name: string, message: string): void =>
  send(response, name === 'InternalServiceError' ? 500 : 400, { __type: name, message })

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(body))
}
