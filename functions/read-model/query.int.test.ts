import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { connect } from '../../infra/postgres/connect.ts'
import { provisionTenant } from '../../infra/postgres/provision.ts'
import { type TestDatabase, testDatabase } from '../../infra/run/local/postgres/test-database.ts'
import { answerWith } from '../contract/views/answer.ts'
import { query } from './query.ts'

let database: TestDatabase
const environmentBefore = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  await provisionTenant(connect(database.owner), 'acme')
  const { host, port, user, password, database: name } = database.reader
  Object.assign(process.env, {
    ...{ DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: name },
    ...{ DATABASE_READER_USERNAME: user, DATABASE_READER_PASSWORD: password },
  })
})
afterAll(async () => {
  await database.drop()
  process.env = environmentBefore
})

const countInvoices = query({
  name: 'invoices',
  operation: 'tenant',
  input: z.strictObject({}),
  answer: async ({ read }) => {
    const [row] = await read((sql) => sql<{ count: number }[]>`select count(*)::int from invoices`)
    return answerWith(row?.count)
  },
})

const call = (tenantId: string) => {
  const context = { tenantId, actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' }
  return countInvoices({ field: 'invoices', input: {}, context }, {} as Context)
}

test('a query reads the tables of its tenant', async () => {
  expect(await call('acme')).toEqual({ ok: true, value: 0 })
})

test('a tenant without tables is reported as unknown', async () => {
  expect(await call('nobody')).toMatchObject({ ok: false, error: { code: 'TENANT_UNKNOWN' } })
})
