import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { signToken } from '../../../auth/token.ts'
import { connect, type Sql } from '../../../postgres/connect.ts'
import { buildHost } from '../../host/build.ts'
import { demoTenants } from '../demo/tenants.ts'
import { clientOf } from './client.ts'
import { startTestStores } from './stores.ts'

/** The built service with its ecosystem file in a folder of its own, and stores for it. Nothing runs yet. */
export type BuiltService = {
  folder: string
  /** What `npm start` and `pm2 start` need, without PORT. */
  environment: Record<string, string>
  database: Sql
  /** Registers a tenant with the service that runs at `url`; returns the token of its administrator. */
  registerTenant(url: string): Promise<string>
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '../../../..')
const register = 'mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { id } }'

export const buildService = async (): Promise<BuiltService> => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-built-'))
  await buildHost(root, join(folder, 'dist'))
  cpSync(join(root, 'ecosystem.config.cjs'), join(folder, 'ecosystem.config.cjs'))
  const stores = await startTestStores()
  const secret = randomBytes(32).toString('hex')
  const tokenOf = (tenantId: string, role: 'admin' | 'platform') =>
    signToken({ userId: 'u-1', tenantId, role }, secret)
  return {
    folder,
    environment: {
      ...stores.environment,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      JWT_ACCESS_SECRET: secret,
      JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
      // Eight processes run during a reload, and they share the server with other tests.
      DATABASE_POOL_SIZE: '2',
      EVENTSTORE_POOL_SIZE: '2',
    },
    database: connect(stores.readModel.owner),
    async registerTenant(url) {
      const [{ makerChecker: _, ...input } = { id: '' }] = demoTenants
      await clientOf(url, await tokenOf('', 'platform')).value(register, { input })
      return tokenOf(input.id, 'admin')
    },
    async stop() {
      await stores.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type BuiltProcess = {
  child: ChildProcess
  url: string
  exited: Promise<unknown[]>
  /** What it has written to standard error. */
  output(): string
}

/** Starts the built service as `npm start` does, and waits until it serves. */
export const startBuilt = async (
  { folder, environment }: BuiltService,
  more: Record<string, string> = {},
): Promise<BuiltProcess> => {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [join(folder, 'dist/main.js')], {
    cwd: folder,
    env: { ...environment, ...more, PATH, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  let url: string | undefined
  child.stderr.on('data', (chunk) => {
    output += chunk
    url ??= /http:\S+/.exec(output)?.[0]
    if (url !== undefined) child.emit('serving')
  })
  await Promise.race([once(child, 'serving'), exited])
  if (url === undefined) throw new Error(`It did not start:\n${output}`)
  return { child, url, exited, output: () => output }
}
