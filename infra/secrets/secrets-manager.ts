/** AWSPREVIOUS is the version that was current before the last rotation. */
export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS'

export type SecretVersion = {
  text: string
  /** Changes with each rotation. */
  id: string
  createdAtMs: number
}

/** Less than the 5 s of the authorizer, the shortest time limit in serverless.yml. */
const timeoutMs = 3_000
const attemptTimeoutMs = 1_400

/**
 * Returns one version of a secret; undefined when the secret has none of this stage or holds no text. The SDK
 * is loaded here and not at the start, because it adds 60 ms to it; on Lambda it is part of the runtime.
 * @throws Error of the SDK when Secrets Manager refuses or does not respond; its message contains the ARN
 */
export const fetchSecret = async (arn: string, stage: Stage): Promise<SecretVersion | undefined> => {
  const { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  )
  const [, , , region = ''] = arn.split(':')
  // There are minutes between two fetches, so a connection is not kept.
  const client = new SecretsManagerClient({
    region,
    requestHandler: {
      connectionTimeout: attemptTimeoutMs,
      requestTimeout: attemptTimeoutMs,
      throwOnRequestTimeout: true,
    },
  })
  try {
    const found = await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }), {
      abortSignal: AbortSignal.timeout(timeoutMs),
    })
    if (found.SecretString === undefined) return undefined
    return {
      text: found.SecretString,
      id: found.VersionId ?? '',
      createdAtMs: found.CreatedDate?.getTime() ?? 0,
    }
  } catch (error) {
    if (stage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return undefined
    throw error
  } finally {
    client.destroy()
  }
}
