import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Role } from '../../../auth/permissions.ts'
import { signToken } from '../../../auth/token.ts'
import { closeEventStore } from '../../../event-store/client.ts'
import { connect, type Sql } from '../../../postgres/connect.ts'
import type { LoadHandler } from '../../host/module.ts'
import { type Host, startHost } from '../../host/start.ts'
import { demoTenants } from '../demo/tenants.ts'
import { type Client, clientOf } from './client.ts'
import { startTestStores } from './stores.ts'

/**
 * The whole service in this process, on its own stores and on free ports, with the tenants acme and bengal.
 */
export type TestService = {
  host: Host
  url: string
  secret: string
  /** The read model, under the owner login. */
  database: Sql
  /** The variables of the service, for parts that a test starts beside it. */
  environment: Record<string, string>
  /** Returns a client of a user of a tenant. The platform role has no tenant. */
  as(role: Role, tenantId?: string, userId?: string): Promise<Client>
  stop(): Promise<void>
}

const manifestPath = join(import.meta.dirname, '../../../../serverless.yml')

type Options = {
  /** Added to the environment of the service, such as KAFKA_BROKERS. */
  environment?: Record<string, string>
  /** Loads the handlers, for a test that has to intercept them. */
  load?: LoadHandler
}

export const startTestService = async (options: Options = {}): Promise<TestService> => {
  const stores = await startTestStores()
  const secret = randomBytes(32).toString('hex')
  const JWT_REFRESH_SECRET = randomBytes(32).toString('hex')
  const environment = {
    ...stores.environment,
    JWT_ACCESS_SECRET: secret,
    JWT_REFRESH_SECRET,
    ...options.environment,
  }
  const host = await startHost({
    manifestPath,
    port: 0,
    address: '127.0.0.1',
    environment,
    ...(options.load ? { load: options.load } : {}),
  })
  const as = async (role: Role, tenantId = '', userId = 'u-1') =>
    clientOf(host.url, await signToken({ userId, tenantId, role }, secret))
  await registerTenants(await as('platform'))
  const stop = async () => {
    await host.stop()
    await closeEventStore()
    await stores.stop()
  }
  return { host, url: host.url, secret, database: connect(stores.readModel.owner), environment, as, stop }
}

const register = 'mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { id } }'

/** Without maker-checker, so that one user of a test can create and approve. */
const registerTenants = async (platform: Client): Promise<void> => {
  for (const { makerChecker, ...input } of demoTenants) await platform.value(register, { input })
}
