import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connect } from '../../postgres/connect.ts'
import { startTestStores, type TestStores } from '../local/testing/stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await startTestStores()
}, 60_000)
afterAll(() => stores.stop())

const migrate = (environment: Record<string, string>, ...args: string[]) => {
  const command = join(import.meta.dirname, 'migrate-command.ts')
  const env = { ...stores.environment, LOG_LEVEL: 'info', ...environment }
  return spawnSync(process.execPath, [command, ...args], { env, encoding: 'utf8' })
}

test('it sets up the database, and gives the logins the passwords of the environment', async () => {
  const password = 'the new password'
  expect(migrate({ DATABASE_READER_PASSWORD: password })).toMatchObject({ status: 0, stdout: '' })
  const reader = connect({ ...stores.readModel.reader, password, maxConnections: 1 })
  expect(await reader`select current_user as login`).toEqual([{ login: stores.readModel.reader.user }])
})

test('it applies the migrations of every tenant, shows them, and reverts the last', async () => {
  const owner = connect(stores.readModel.owner)
  const applied = /^applied {2}acme {2}1736880000000-CreateInvoiceReadModel/m
  await owner`insert into finance.tenants (id) values ('acme')`
  expect(migrate({}, 'show').stdout).toMatch(/^pending {2}acme {2}1736880000000-CreateInvoiceReadModel/m)
  expect(migrate({})).toMatchObject({ status: 0, stdout: expect.stringMatching(applied) })
  expect(migrate({}, 'show').stdout).toMatch(applied)
  expect(migrate({}, 'show').stdout).not.toMatch(/^pending/m)
  const [, name = ''] = /^reverted {2}acme {2}(\S+)/.exec(migrate({}, 'revert').stdout) ?? []
  expect(migrate({}, 'revert', '--name', name)).toMatchObject({ status: 0, stdout: '' })
  expect(migrate({}, 'show').stdout.match(/^pending/gm)).toHaveLength(1)
})

test('it names the version of the read model where that is not the first', async () => {
  const owner = connect(stores.readModel.owner)
  await owner`insert into finance.read_models (version, live_at) values (2, now())`
  try {
    const shown = migrate({}, 'show').stdout
    expect(shown).toMatch(/^applied {2}acme {2}1736880000000-CreateInvoiceReadModel/m)
    expect(shown).toMatch(/^pending {2}acme v2 {2}1736880000000-CreateInvoiceReadModel/m)
  } finally {
    await owner`delete from finance.read_models where version = 2`
  }
})

test.each([
  ['DATABASE_PASSWORD', '', 'DATABASE_PASSWORD is not set'],
  ['NODE_ENV', 'staging', 'NODE_ENV is not valid'],
])('%s="%s" is an error that names the variable', (name, value, message) => {
  const { status, stderr } = migrate({ [name]: value })
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)])
})

test('an error of the database fails it, without the password', () => {
  const { status, stderr } = migrate({ DATABASE_PASSWORD: 'wrong-password' })
  expect(status).toBe(1)
  expect(stderr).toMatch(/password authentication failed/)
  expect(stderr).not.toContain('wrong-password')
})

test('wrong arguments exit with 2', () => {
  expect(migrate({}, 'undo').status).toBe(2)
  expect(migrate({}, 'run', 'now').status).toBe(2)
  expect(migrate({}, 'run', '--name', '1-First').status).toBe(2)
})
