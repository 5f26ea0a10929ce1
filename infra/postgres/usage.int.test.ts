import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import { setUpDatabase } from './setup.ts'
import { asTenant } from './tenant-schema.ts'
import { readUsage, readUsageOfAll } from './usage.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
let owner: Sql
let writer: Sql
let reader: Sql
const period = { from: '2026-11-01', to: '2026-11-30' }

const insert = (tenant: string, day: string, invocations: number) => writer`
  insert into finance.usage (tenant, day, function, operation, invocations, errors, billed_ms, megabyte_ms)
  values (${tenant}, ${day}, 'create-invoice', 'createInvoice', ${invocations}, 0, 10, 10240)`

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
  writer = connect(database.writer)
  reader = connect(database.reader)
  for (const tenant of ['acme', 'acme-v1', 'bengal']) await provisionTenant(owner, tenant)
  await insert('acme', '2026-11-01', 1)
  await insert('acme', '2026-11-30', 2)
  await insert('acme', '2026-12-01', 4)
  await insert('acme-v1', '2026-11-15', 8)
  await insert('bengal', '2026-11-15', 16)
  await insert('', '2026-11-15', 32)
})
afterAll(() => database.drop())

const invocationsOf = (rows: { tenantId: string; invocations: bigint }[]) =>
  rows.map(({ tenantId, invocations }) => [tenantId, invocations]).sort()

test.each([
  ['acme', 3n],
  ['acme-v1', 8n],
  ['bengal', 16n],
])('the role of %s reads only its own usage, in the period', async (tenantId, invocations) => {
  const rows = await asTenant(reader, { tenantId }, (sql) => readUsage(sql, period))
  expect(invocationsOf(rows)).toEqual([[tenantId, invocations]])
})

test('even without a condition the role of a tenant reads no row of another, and not what is nobody’s', async () => {
  const rows = await asTenant(reader, { tenantId: 'bengal' }, (sql) => sql`select tenant from finance.usage`)
  expect(rows).toEqual([{ tenant: 'bengal' }])
})

test('the login of the queries reads nothing when it forgets the role', async () => {
  expect(await readUsage(reader, period)).toEqual([])
})

test.each(['finance.usage_of_all', 'finance.usage_reports', 'finance.usage_lines'])(
  'the role of a tenant may not read %s',
  async (table) => {
    const read = asTenant(reader, { tenantId: 'acme' }, (sql) => sql.unsafe(`select * from ${table}`))
    await expect(read).rejects.toMatchObject({ code: '42501' })
  },
)

test('the role of a tenant and the login of the queries may not write usage', async () => {
  const deletion = 'delete from finance.usage'
  await expect(asTenant(reader, { tenantId: 'acme' }, (sql) => sql.unsafe(deletion))).rejects.toThrow()
  const writable = reader.unsafe(`begin read write; ${deletion}`).simple()
  await expect(writable).rejects.toMatchObject({ code: '42501' })
  await reader.unsafe('rollback')
})

test('the platform reads the usage of all tenants and of none, or of one', async () => {
  expect(invocationsOf(await readUsageOfAll(reader, period))).toEqual([
    ['', 32n],
    ['acme', 3n],
    ['acme-v1', 8n],
    ['bengal', 16n],
  ])
  expect(invocationsOf(await readUsageOfAll(reader, period, 'bengal'))).toEqual([['bengal', 16n]])
  expect(invocationsOf(await readUsageOfAll(reader, period, ''))).toEqual([['', 32n]])
})

test('the setup can be repeated, and gives the rights to another writer', async () => {
  const { user, password } = database.reader
  const other = { user: `${database.writer.user}_2`, password: 'for this test only' }
  const logins = { writer: other, reader: { user, password }, auth: database.auth }
  await setUpDatabase(owner, logins)
  const second = connect({ ...database.writer, ...other })
  await second`update finance.usage set errors = 1 where tenant = 'bengal'`
  const [row] = await readUsageOfAll(reader, period, 'bengal')
  expect(row).toMatchObject({ errors: 1n })
})
