import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Role } from '../../../auth/permissions.ts'
import { signToken } from '../../../auth/token.ts'
import { closeEventStore } from '../../../event-store/client.ts'
import { connect, type Sql } from '../../../postgres/connect.ts'
import type { LoadHandler } from '../../host/module.ts'
import { type Host, startHost } from '../../host/start.ts'
import { demoTenants } from '../demo/tenants.ts'
import { startNode } from '../eventstore/node.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Client, clientOf } from './client.ts'

/** The whole service in this process, on stores of its own and free ports, with the tenants acme and bengal in it. */
export type TestService = {
  host: Host
  url: string
  secret: string
  /** The read model as its owner. */
  database: Sql
  /** Variables that name the stores, for parts that are started beside the service. */
  environment: Record<string, string>
  /** Speaks for a user of a tenant; the platform role has no tenant. */
  as(role: Role, tenantId?: string, userId?: string): Promise<Client>
  stop(): Promise<void>
}

const manifestPath = join(import.meta.dirname, '../../../../serverless.yml')

type Options = {
  /** Adds to the environment of the service, such as KAFKA_BROKERS. */
  environment?: Record<string, string>
  /** How handlers are loaded, for a test that has to come between. */
  load?: LoadHandler
}

export const startTestService = async ({
  environment: extra = {},
  load,
}: Options = {}): Promise<TestService> => {
  const [readModel, events] = [await testDatabase(), await testDatabase()]
  const { host, port, user, password, database } = events.owner
  const node = await startNode({ database: { host, port, user, password, database }, port: 0 })
  const secret = randomBytes(32).toString('hex')
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    JWT_ACCESS_SECRET: secret,
    EVENTSTORE_CONNECTION_STRING: node.connectionString,
    DATABASE_HOST: readModel.owner.host,
    DATABASE_PORT: String(readModel.owner.port),
    DATABASE_NAME: readModel.owner.database,
    DATABASE_USERNAME: readModel.owner.user,
    DATABASE_PASSWORD: readModel.owner.password,
    DATABASE_WRITER_USERNAME: readModel.writer.user,
    DATABASE_WRITER_PASSWORD: readModel.writer.password,
    DATABASE_READER_USERNAME: readModel.reader.user,
    DATABASE_READER_PASSWORD: readModel.reader.password,
    ...extra,
  }
  const service = await startHost({
    manifestPath,
    port: 0,
    address: '127.0.0.1',
    environment,
    ...(load ? { load } : {}),
  })
  const as = async (role: Role, tenantId = '', userId = 'u-1') =>
    clientOf(service.url, await signToken({ userId, tenantId, role }, secret))
  const platform = await as('platform')
  for (const { makerChecker, ...input } of demoTenants) {
    await platform.value('mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { id } }', {
      input,
    })
  }
  const stop = async () => {
    await service.stop()
    await closeEventStore()
    await node.stop()
    await events.drop()
    await readModel.drop()
  }
  return {
    host: service,
    url: service.url,
    secret,
    database: connect(readModel.owner),
    environment,
    as,
    stop,
  }
}
