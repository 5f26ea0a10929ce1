import { randomBytes, randomUUID } from 'node:crypto'
import type { Agent } from 'node:http'
import { resolve } from 'node:path'
import type { Role } from '../../auth/permissions.ts'
import { signRefreshToken } from '../../auth/refresh-token.ts'
import { type Identity, signToken } from '../../auth/token.ts'
import { environment } from '../../config/environment.ts'
import { startChild } from '../../run/local/dev/child.ts'
import { startStores } from '../../run/local/dev/stores.ts'
import { type Execute, graphqlClient } from './graphql-client.ts'

export const root = resolve(import.meta.dirname, '../../..')
const secret = randomBytes(32).toString('hex')
const refreshSecret = randomBytes(32).toString('hex')

/** A token that every service of this run accepts. */
export const tokenFor = (role: Role, tenantId = ''): Promise<string> =>
  signToken({ userId: 'bench', tenantId, role }, secret)

/** A refresh token of a login that is not known. */
export const unknownRefreshToken = (tenantId: string): Promise<string> => {
  const identity: Identity = { userId: 'bench', tenantId, role: 'admin' }
  const expiresAt = Math.floor(Date.now() / 1000) + 3600
  return signRefreshToken({ identity, familyId: randomUUID(), generation: 1, expiresAt }, refreshSecret)
}

/** The whole service. Its parts are separate processes, so that measuring does not slow them down. */
export type Service = {
  url: string
  /** The variables with which its host was started; they name the stores. */
  environment: Record<string, string>
  /** Clients with one agent share its connections. */
  clientFor(role: 'admin' | 'platform', tenantId?: string, agent?: Agent): Promise<Execute>
  stop(): Promise<void>
}

/**
 * The environment for what the bench starts. It contains none of the caller's settings, so that a store that
 * they name is neither measured nor filled.
 */
export const plainEnvironment = (): Record<string, string> => {
  const { PATH, HOME, TMPDIR, XDG_CACHE_HOME } = environment()
  const secrets = { JWT_ACCESS_SECRET: secret, JWT_REFRESH_SECRET: refreshSecret }
  const own = { LOG_LEVEL: 'error', RATE_LIMIT_PER_SECOND: '0', ...secrets }
  const variables = { PATH, HOME, TMPDIR, XDG_CACHE_HOME, ...own }
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

export type ServiceOptions = {
  dataDir: string
  log(line: string): void
  /** Variables beside the plain ones. */
  environment?: Record<string, string>
  /** Of PostgreSQL, for its pages. */
  sharedBuffersMegabytes?: number
}

/** Starts stores in `dataDir` and the host on them, on a free port. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { dataDir, sharedBuffersMegabytes, log } = options
  const plain = { ...plainEnvironment(), ...options.environment, NODE_ENV: 'development' }
  const ofStores = { ...plain, EVENTSTORE_PORT: '0' }
  const stores = await startStores({ dataDir, environment: ofStores, sharedBuffersMegabytes, log })
  try {
    const variables = { ...plain, ...stores.environment }
    const module = resolve(root, 'infra/run/host/main.ts')
    const host = await startChild<{ port: number }>('The service', module, { ...variables, PORT: '0' })
    const url = `http://127.0.0.1:${host.ready.port}`
    const clients: { close(): void }[] = []
    const clientFor: Service['clientFor'] = async (role, tenantId = '', agent) => {
      const client = graphqlClient(url, await tokenFor(role, tenantId), agent)
      clients.push(client)
      return client.execute
    }
    const stop = async () => {
      for (const client of clients) client.close()
      await host.stop()
      await stores.stop()
    }
    return { url, environment: variables, clientFor, stop }
  } catch (error) {
    await stores.stop()
    throw error
  }
}
