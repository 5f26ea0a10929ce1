import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { signToken } from '../../auth/token.ts'
import { environment } from '../../config/environment.ts'
import { startChild } from '../../run/local/dev/child.ts'
import { startStores } from '../../run/local/dev/stores.ts'
import { type Ask, clientOf } from './client.ts'

export const root = resolve(import.meta.dirname, '../../..')
export const secret = randomBytes(32).toString('hex')

/** The whole service, each part in a process of its own, so that measuring takes no time from what is measured. */
export type Service = {
  url: string
  /** Variables that name the stores. */
  environment: Record<string, string>
  as(role: 'admin' | 'platform', tenantId?: string): Promise<Ask>
  stop(): Promise<void>
}

/** Nothing of the caller's settings comes in: a store that they name must not be measured, let alone be filled. */
export const plainEnvironment = (): Record<string, string> => {
  const { PATH, HOME, TMPDIR, XDG_CACHE_HOME } = environment()
  const given = { PATH, HOME, TMPDIR, XDG_CACHE_HOME, LOG_LEVEL: 'error', JWT_ACCESS_SECRET: secret }
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

export type ServiceOptions = {
  dataDir: string
  log(line: string): void
  environment?: Record<string, string>
}

export const startService = async ({
  dataDir,
  log,
  environment: more = {},
}: ServiceOptions): Promise<Service> => {
  const plain = { ...plainEnvironment(), ...more, NODE_ENV: 'development' }
  const stores = await startStores({ dataDir, environment: { ...plain, EVENTSTORE_PORT: '0' }, log })
  try {
    const variables = { ...plain, ...stores.environment }
    const host = await startChild<{ port: number }>('The service', resolve(root, 'infra/run/host/main.ts'), {
      ...variables,
      PORT: '0',
    })
    const url = `http://127.0.0.1:${host.ready.port}`
    const clients: { close(): void }[] = []
    const as: Service['as'] = async (role, tenantId = '') => {
      const client = clientOf(url, await signToken({ userId: 'bench', tenantId, role }, secret))
      clients.push(client)
      return client.ask
    }
    const stop = async () => {
      for (const client of clients) client.close()
      await host.stop()
      await stores.stop()
    }
    return { url, environment: variables, as, stop }
  } catch (error) {
    await stores.stop()
    throw error
  }
}
