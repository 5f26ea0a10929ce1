import { randomBytes, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Role } from '../../../../auth/permissions.ts'
import { signRefreshToken } from '../../../../auth/refresh-token.ts'
import { signToken } from '../../../../auth/token.ts'
import { startSecretsManager } from '../../../../secrets/testing/secrets-manager-server.ts'
import { type Client, clientOf } from '../../../local/testing/client.ts'
import type { TestStores } from '../../../local/testing/stores.ts'
import type { AmazonRuntime } from '../amazon-runtime.ts'
import { type AwsEmulator, startAwsEmulator } from '../start.ts'
import { storeValues } from '../store-values.ts'

const root = resolve(import.meta.dirname, '../../../../..')

/** The packaged service on stores of a test, empty and without tenants. */
export type EmulatedService = AwsEmulator & {
  as(role: Role, tenantId?: string): Promise<Client>
  /** Returns a refresh token of a login that is not known. */
  refreshToken(): Promise<string>
}

type Options = {
  runtime: AmazonRuntime
  packageFolder: string
  stores: TestStores
  /** The address of a broker, for the size that has one. */
  brokers?: string
}

export const startEmulatedService = async (options: Options): Promise<EmulatedService> => {
  const { runtime, packageFolder, stores, brokers } = options
  const secrets = await startSecretsManager()
  const [secret, refreshSecret] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  const environment = {
    ...stores.environment,
    JWT_ACCESS_SECRET: secret,
    JWT_REFRESH_SECRET: refreshSecret,
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
  }
  const emulator = await startAwsEmulator({
    runtime,
    root,
    packageFolder,
    values: storeValues(environment, secrets.put),
    platformEnvironment: secrets.environment,
    brokers,
  })
  return {
    ...emulator,
    as: async (role, tenantId = '') =>
      clientOf(emulator.url, await signToken({ userId: 'u-1', tenantId, role }, secret)),
    refreshToken: () =>
      signRefreshToken(
        {
          identity: { userId: 'u-1', tenantId: 'acme', role: 'admin' },
          familyId: randomUUID(),
          generation: 1,
          expiresAt: Math.floor(Date.now() / 1000) + 3600,
        },
        refreshSecret,
      ),
    async stop() {
      await emulator.stop()
      await secrets.close()
    },
  }
}
