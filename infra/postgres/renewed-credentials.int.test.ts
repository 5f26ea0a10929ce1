import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { databaseVariables } from '../run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { type SecretsManagerServer, startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { closeConnections, connect, type Sql } from './connect.ts'
import { database, readCredentials } from './database.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const before = { ...process.env }
let stores: TestDatabase
let owner: Sql
let secrets: SecretsManagerServer

beforeAll(async () => {
  stores = await testDatabase()
  secrets = await startSecretsManager()
})
let tests = 0
beforeEach(() => {
  owner = connect(stores.owner)
  const arn = secrets.put(`writer-${++tests}`, passwordOf(stores.writer.password))
  process.env = {
    ...before,
    ...databaseVariables(stores),
    ...secrets.environment,
    LOG_LEVEL: 'silent',
    DATABASE_POOL_SIZE: '3',
    DATABASE_WRITER_PASSWORD: '',
    DATABASE_WRITER_PASSWORD_SECRET_ARN: arn,
  }
})
afterEach(async () => {
  jest.restoreAllMocks()
  secrets.failWith(undefined)
  await setPassword(stores.writer.password)
  await closeConnections()
  process.env = { ...before }
})
afterAll(async () => {
  await secrets.close()
  await stores.drop()
})

const passwordOf = (password: string, username?: string) => JSON.stringify({ username, password })
const putPassword = (password: string) => secrets.put(`writer-${tests}`, passwordOf(password))
const setPassword = (password: string) =>
  owner.unsafe(`alter role "${stores.writer.user}" password '${password}'`)

const userOf = async (sql: Sql): Promise<string> =>
  (await sql<{ user: string }[]>`select current_user as user`)[0]?.user ?? ''

/** Changes the password in PostgreSQL and ends all connections, so that the next query logs in again. */
const changePassword = async (password: string): Promise<void> => {
  const writer = connect({ ...stores.writer, maxConnections: 1 })
  await writer`select 1`
  await setPassword(password)
  await writer`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where usename = current_user and pid <> pg_backend_pid()`
}

test('a password that an ARN names is used like one in the environment', async () => {
  expect(await userOf(database('writer'))).toBe(stores.writer.user)
  expect(database('writer')).toBe(database('writer'))
})

test('after a rotation queries and transactions succeed, and none notices it', async () => {
  const sql = database('writer')
  await userOf(sql)
  await changePassword('rotated-1')
  putPassword('rotated-1')
  const calls = secrets.calls()
  const users = await Promise.all([
    ...Array.from({ length: 10 }, () => userOf(sql)),
    ...Array.from({ length: 10 }, () => sql.begin((tx) => userOf(tx as unknown as Sql))),
  ])
  expect(new Set(users)).toEqual(new Set([stores.writer.user]))
  expect(secrets.calls() - calls).toBe(1)
})

test('an open connection stays in use after a rotation', async () => {
  const sql = database('writer')
  const backend = async () => (await sql`select pg_backend_pid() as pid`)[0]?.pid
  const pid = await backend()
  await setPassword('rotated-2')
  expect(await backend()).toBe(pid)
})

test('until PostgreSQL has the new password the one before is used', async () => {
  putPassword('rotated-4')
  const sql = database('writer')
  expect(await userOf(sql)).toBe(stores.writer.user)
  await changePassword('rotated-4')
  expect(await Promise.all([1, 2, 3, 4].map(() => userOf(sql)))).toEqual(Array(4).fill(stores.writer.user))
})

test('while Secrets Manager has not the new password the store is unavailable, and then available', async () => {
  await setPassword('rotated-3')
  const sql = database('writer')
  const refused = { code: 'STORE_UNAVAILABLE', cause: { code: '28P01' } }
  await expect(sql`select 1`).rejects.toMatchObject(refused)
  await expect(sql.begin((tx) => tx`select 1`)).rejects.toMatchObject(refused)
  putPassword('rotated-3')
  const sixSecondsLater = Date.now() + 6_000
  jest.spyOn(Date, 'now').mockReturnValue(sixSecondsLater)
  expect(await userOf(sql)).toBe(stores.writer.user)
})

test('the user of the writer is that of its variable, whatever user the secret names', async () => {
  const secret = passwordOf(stores.writer.password, stores.reader.user)
  process.env.DATABASE_WRITER_PASSWORD_SECRET_ARN = secrets.put('other', secret)
  expect(await userOf(database('writer'))).toBe(stores.writer.user)
  process.env.DATABASE_WRITER_USERNAME = ''
  expect(await readCredentials('writer')).toMatchObject({ user: 'finance_writer' })
})

test('without Secrets Manager a first connection is not possible', async () => {
  secrets.failWith('AccessDeniedException')
  await expect(database('writer')`select 1`).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: { code: 'SECRET_UNAVAILABLE' },
  })
})

test('a wrong password in the environment is a mistake and not an outage', async () => {
  process.env.DATABASE_WRITER_PASSWORD = 'wrong'
  await expect(database('writer')`select 1`).rejects.toMatchObject({ code: '28P01' })
})

test('the user of the owner is that of its secret, unless a variable names another', async () => {
  const { user, password } = stores.owner
  Object.assign(process.env, {
    DATABASE_USERNAME: '',
    DATABASE_PASSWORD: '',
    DATABASE_PASSWORD_SECRET_ARN: secrets.put('owner', passwordOf(password, user)),
  })
  expect(await userOf(database('owner', { applicationName: 'test' }))).toBe(user)
  process.env.DATABASE_USERNAME = 'another'
  expect(await readCredentials('owner')).toMatchObject({ user: 'another' })
  process.env.DATABASE_USERNAME = ''
  process.env.DATABASE_PASSWORD_SECRET_ARN = secrets.put('owner-without-user', passwordOf(password))
  await expect(userOf(database('owner'))).rejects.toThrow('DATABASE_USERNAME is not set')
})
