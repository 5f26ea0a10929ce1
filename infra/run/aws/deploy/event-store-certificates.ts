import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { daysLeft, type KeyPair, makeAuthority, signNodeCertificate } from './certificates.ts'
import type { Progress } from './progress.ts'
import { eventStoreDomain } from './stage.ts'

const keyPair = z.object({ certificate: z.string(), key: z.string() })

/** Of five years: whoever deploys once in four years need not think of it. */
const renewedWithDaysLeft = 4 * 365

const authoritySecretName = (stage: string): string => `finance/${stage}/event-store-authority`
const nodeSecretName = (stage: string): string => `finance/${stage}/event-store-node`

type Stored = KeyPair & { arn: string }

/**
 * Returns the certificate of the authority and the ARN of the secret with that of the nodes. What is missing
 * is made. A certificate of the nodes that is older than a year is replaced; the machines take the new one
 * within the hour. Only the nodes may read their key, and nobody but the operators that of the authority.
 */
export const ensureCertificates = async (
  secrets: SecretsManagerClient,
  stage: string,
  progress: Progress,
): Promise<{ authorityCertificate: string; nodeSecretArn: string }> => {
  const authority =
    (await read(secrets, authoritySecretName(stage))) ??
    (await create(secrets, authoritySecretName(stage), await makeAuthority(stage)))
  const sign = () => signNodeCertificate(authority, eventStoreDomain(stage))
  const existing = await read(secrets, nodeSecretName(stage))
  if (existing === undefined) {
    progress('Making the certificates of the event store')
    const { arn } = await create(secrets, nodeSecretName(stage), await sign())
    return { authorityCertificate: authority.certificate, nodeSecretArn: arn }
  }
  if (daysLeft(existing.certificate) < renewedWithDaysLeft) {
    progress('Renewing the certificate of the event store')
    await secrets.send(
      new PutSecretValueCommand({ SecretId: existing.arn, SecretString: JSON.stringify(await sign()) }),
    )
  }
  return { authorityCertificate: authority.certificate, nodeSecretArn: existing.arn }
}

/** Deletes both at once, because a name of a secret that waits for its deletion cannot be used again. */
export const deleteCertificates = async (secrets: SecretsManagerClient, stage: string): Promise<void> => {
  for (const SecretId of [nodeSecretName(stage), authoritySecretName(stage)])
    await secrets
      .send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
}

const read = async (secrets: SecretsManagerClient, name: string): Promise<Stored | undefined> => {
  try {
    const { ARN = '', SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: name }))
    return { arn: ARN, ...keyPair.parse(JSON.parse(SecretString)) }
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

const create = async (secrets: SecretsManagerClient, name: string, pair: KeyPair): Promise<Stored> => {
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(pair) }),
  )
  return { arn: ARN, ...pair }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException'
