import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import type { Environment } from '../../../infra/config/environment.ts'
import { type HostRuntime, provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { migrationFiles } from '../../../infra/postgres/migration-files.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import {
  type SecretsManagerServer,
  startSecretsManager,
} from '../../../infra/secrets/testing/secrets-manager-server.ts'
import { handler } from './handler.ts'

// The hook starts a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const names = migrationFiles().map(({ name }) => name)
const environment = new AsyncLocalStorage<Environment>()
let database: TestDatabase
let owner: Sql
let secrets: SecretsManagerServer
const before = { ...process.env }

beforeAll(async () => {
  provideHostRuntime({ environment } as HostRuntime)
  secrets = await startSecretsManager()
  database = await testDatabase()
  owner = connect(database.owner)
  for (const tenant of ['a', 'b']) await provisionTenant(owner, tenant)
})
afterEach(() => {
  jest.restoreAllMocks()
  process.env = { ...before }
})
afterAll(async () => {
  await secrets.close()
  await database.drop()
  provideHostRuntime(undefined)
})

const migrate = (
  request: { command: 'run' | 'show' | 'revert' | 'replay'; tenant?: string; name?: string },
  { remainingMs = 900_000, variables = {} }: { remainingMs?: number; variables?: Environment } = {},
) => {
  const { host, port, user, password } = database.owner
  const values: Environment = {
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database.owner.database,
    DATABASE_USERNAME: user,
    DATABASE_PASSWORD: password,
    DATABASE_WRITER_PASSWORD: database.writer.password,
    DATABASE_READER_PASSWORD: database.reader.password,
    DATABASE_AUTH_PASSWORD: database.auth.password,
    ...variables,
  }
  return environment.run(values, () => handler(request, { getRemainingTimeInMillis: () => remainingMs }))
}
const pairs = (tenant: string) => names.map((name) => ({ tenant, version: 1, name }))

test('it applies what is pending, one tenant at a time when little time is left', async () => {
  await owner`delete from finance.migrations`
  for (const tenant of ['a', 'b'])
    await owner.unsafe(`drop schema tenant_${tenant}_v1 cascade; create schema tenant_${tenant}_v1`)
  const shown = await migrate({ command: 'show' })
  expect([shown.done, shown.pending]).toEqual([true, [...pairs('a'), ...pairs('b')]])
  const first = await migrate({ command: 'run' }, { remainingMs: 60_000 })
  expect(first).toEqual({
    done: false,
    applied: pairs('a'),
    reverted: [],
    pending: pairs('b'),
    tenants: ['a', 'b'],
  })
  const rest = await migrate({ command: 'run' })
  const done = { done: true, reverted: [], pending: [], tenants: ['a', 'b'] }
  expect(rest).toEqual({ ...done, applied: pairs('b') })
  expect(await migrate({ command: 'run' })).toEqual({ ...done, applied: [] })
})

test('it reverts the last migration of one tenant', async () => {
  const last = pairs('b').slice(-1)
  expect(await migrate({ command: 'revert', tenant: 'b' })).toMatchObject({ reverted: last, pending: last })
  expect(await migrate({ command: 'run', tenant: 'b' })).toMatchObject({ done: true, applied: last })
})

test('a request that names the migration and is sent twice reverts one', async () => {
  const [last] = pairs('b').slice(-1)
  const request = { command: 'revert', tenant: 'b', name: last?.name } as const
  expect(await migrate(request)).toMatchObject({ reverted: [last], pending: [last] })
  expect(await migrate(request)).toMatchObject({ reverted: [], pending: [last] })
  expect(await migrate({ command: 'run', tenant: 'b' })).toMatchObject({ applied: [last] })
})

test('it gives the logins the passwords that they have now', async () => {
  const password = 'a new password of the reader'
  await migrate({ command: 'run' }, { variables: { DATABASE_READER_PASSWORD: password } })
  const reader = connect({ ...database.reader, password })
  expect(await reader`select 1 as one`).toEqual([{ one: 1 }])
  const refused = connect({ ...database.reader, applicationName: 'old password' })
  await expect(refused`select 1`).rejects.toThrow(/password/)
})

test('a replay begins at the first event, and forgets the lease and what was set aside', async () => {
  await owner`update finance.relay set checkpoint_commit = '7', checkpoint_prepare = '7',
    fence = 3, holder = 'a relay', lease_until = now() + interval '1 hour'`
  await owner`insert into finance.set_aside (stream, tenant, first_revision, error, record)
    values ('invoice-a-1', 'a', 0, 'no tables', '{}')`
  expect(await migrate({ command: 'replay' })).toMatchObject({ done: true, tenants: ['a', 'b'] })
  expect(
    await owner`select checkpoint_commit::text as commit, checkpoint_prepare::text as prepare,
      fence::text, holder, lease_until from finance.relay`,
  ).toEqual([{ commit: '0', prepare: '0', fence: '4', holder: null, lease_until: null }])
  expect(await owner`select * from finance.set_aside`).toEqual([])
})

test('it refuses a command that it does not know', async () => {
  await expect(migrate({ command: 'drop' as 'run' })).rejects.toThrow(/command/)
})

test('after a rotation it gives the new password to the database, although it has the old one', async () => {
  Object.assign(process.env, secrets.environment)
  const login = (password: string) => JSON.stringify({ username: database.writer.user, password })
  const variables = {
    DATABASE_WRITER_PASSWORD: '',
    DATABASE_WRITER_PASSWORD_SECRET_ARN: secrets.put('writer', login(database.writer.password)),
  }
  await migrate({ command: 'run' }, { variables })
  secrets.put('writer', login('rotated'))
  // A secret is fetched again at most once in five seconds.
  const sixSecondsLater = Date.now() + 6_000
  jest.spyOn(Date, 'now').mockReturnValue(sixSecondsLater)
  await migrate({ command: 'run' }, { variables })
  const writer = connect({ ...database.writer, password: 'rotated', maxConnections: 1 })
  expect(await writer`select 1 as one`).toEqual([{ one: 1 }])
})
