import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { type MetricSink, provideMetrics } from '../observability/metrics.ts'
import { traceInvocation } from '../observability/trace.ts'
import { type Daemon, startDaemon } from '../observability/xray/testing/daemon.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import { withoutValues } from './record-query.ts'
import { asTenant, readByKeyAsTenant } from './tenant-schema.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
let daemon: Daemon
let sql: Sql

beforeAll(async () => {
  database = await testDatabase()
  daemon = await startDaemon()
  sql = connect(database.writer)
  await sql`select 1`
})
afterAll(async () => {
  delete process.env.AWS_XRAY_DAEMON_ADDRESS
  delete process.env._X_AMZN_TRACE_ID
  await daemon.close()
  await database.drop()
})
beforeEach(() => {
  process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
})

const statements = async () =>
  (await daemon.receiveSent()).filter(({ sql }) => sql !== undefined).map(({ sql }) => sql?.sanitized_query)

test('a query of a traced invocation is a span with its statement and without its values', async () => {
  const rows = await traceInvocation(
    'invocation',
    { attributes: { 'finance.tenant': 'acme' } },
    async () => sql`select ${'Karim'}::text as name`,
  )
  const [query, invocation] = await daemon.receive(2)
  expect(rows).toEqual([{ name: 'Karim' }])
  expect(query).toMatchObject({
    name: 'PostgreSQL',
    namespace: 'remote',
    parent_id: invocation?.id,
    annotations: { tenant: 'acme' },
    sql: {
      database_type: 'PostgreSQL',
      user: database.writer.user,
      url: `postgresql://${database.writer.host}:${database.writer.port}/${database.writer.database}`,
      sanitized_query: 'select $1::text as name',
    },
  })
  expect(JSON.stringify([query, invocation])).not.toContain('Karim')
})

test('each statement of a transaction is a span', async () => {
  await traceInvocation('invocation', {}, () => sql.begin((tx) => tx`select ${1}::int as one`))
  expect(await statements()).toEqual(['begin', 'select $1::int as one', 'commit'])
})

test('the statement that sets the role of a tenant is no select in the metrics', async () => {
  const statements: unknown[] = []
  const observe: MetricSink['observe'] = (_, { statement }) => void statements.push(statement)
  provideMetrics({ observe, count: () => undefined, set: () => undefined })
  try {
    await provisionTenant(connect(database.owner), 'acme')
    statements.length = 0
    await asTenant(connect(database.reader), { tenantId: 'acme' }, async (tx) => [await tx`select 1`])
  } finally {
    provideMetrics(undefined)
  }
  expect(statements).toEqual(['begin', 'set', 'select'])
})

test('a statement that PostgreSQL plans for each tenant has the same text in each span', async () => {
  await provisionTenant(connect(database.owner), 'bengal')
  const reader = connect(database.reader)
  await traceInvocation('invocation', {}, () =>
    readByKeyAsTenant(reader, 'bengal', (tx) => tx`select id from invoices where id = ${'a'}`),
  )
  expect(await statements()).toContain('select id from invoices where id = $1')
})

test('a statement that fails is a fault with the code of PostgreSQL, without its message', async () => {
  const failing = traceInvocation('invocation', {}, async () => sql`select ${'Karim'}::int`)
  await expect(failing).rejects.toMatchObject({ code: '22P02' })
  const [query] = await daemon.receive(2)
  expect(query).toMatchObject({ fault: true, cause: { exceptions: [{ message: '22P02' }] } })
  expect(JSON.stringify(query)).not.toContain('Karim')
})

test('without a trace nothing is recorded', async () => {
  delete process.env._X_AMZN_TRACE_ID
  await traceInvocation('invocation', {}, async () => sql`select 1`)
  expect(await daemon.receiveSent()).toEqual([])
})

test.each([
  ["alter role finance_reader password 'SCRAM$4096:x''y'", 'alter role finance_reader password ?'],
  ['select "a1" from t2 where b = $12 limit 10 -- 2.5', 'select "a1" from t2 where b = $12 limit ? -- ?'],
  [`select 'Karim ${'x'.repeat(20_000)}'`, 'select ?'],
])('%#. the literals of a statement are left out', (statement, expected) => {
  expect(withoutValues(statement)).toBe(expected)
})
