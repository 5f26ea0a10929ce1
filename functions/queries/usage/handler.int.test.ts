import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { rolePermissions } from '../../../infra/auth/permissions.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { databaseVariables } from '../../../infra/run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { handler as platformUsage } from '../platform-usage/handler.ts'
import { handler as usage } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  for (const tenant of ['acme', 'bengal', 'idle']) await provisionTenant(connect(database.owner), tenant)
  Object.assign(process.env, databaseVariables(database))
  const row = { errors: 1, billed_ms: 2_000, megabyte_ms: 2_000 * 1024 }
  const acme = { ...row, tenant: 'acme', function: 'create-invoice', operation: 'createInvoice' }
  const rows = [
    { ...acme, day: '2026-11-01', invocations: 10 },
    { ...acme, day: '2026-11-30', invocations: 20 },
    { ...acme, day: '2026-12-01', invocations: 40 },
    { ...acme, day: '2026-11-30', function: 'graphql', operation: 'graphql', invocations: 30 },
    { ...acme, day: '2026-11-30', tenant: 'bengal', invocations: 80 },
    { ...acme, day: '2026-11-30', tenant: '', function: 'relay', operation: 'relay', invocations: 160 },
  ]
  const writer = connect(database.writer)
  await writer`insert into finance.usage ${writer(rows)}`
})
afterAll(async () => {
  await database.drop()
  process.env = before
})

const callAs = (role: 'admin' | 'platform', tenantId: string, input: object, selection?: string[]) => ({
  field: 'usage',
  input: { from: '2026-11-01', to: '2026-11-30', ...input },
  context: {
    tenantId,
    actor: { id: 'u-1', role },
    permissions: rolePermissions[role],
    correlationId: 'c-1',
  },
  ...(selection ? { selection: { paths: selection, parts: 1 } } : {}),
})
const context = { getRemainingTimeInMillis: () => 10_000 } as never

test('a tenant gets its own bill, with a line for each operation', async () => {
  const answer = await usage(callAs('admin', 'acme', {}), context)
  expect(answer).toEqual({
    ok: true,
    value: {
      tenantId: 'acme',
      from: '2026-11-01',
      to: '2026-11-30',
      invocations: 60,
      errors: 3,
      billedMilliseconds: '6000',
      gigabyteSeconds: '6',
      cost: '0.0002195004',
      currency: 'USD',
      costInTaka: '0.026664908592',
      lines: [
        {
          operation: 'createInvoice',
          invocations: 30,
          errors: 2,
          billedMilliseconds: '4000',
          gigabyteSeconds: '4',
          cost: '0.0000593336',
          currency: 'USD',
          costInTaka: '0.007207845728',
        },
        expect.objectContaining({ operation: 'graphql', invocations: 30, cost: '0.0001601668' }),
      ],
      priceLists: [expect.objectContaining({ region: 'ap-southeast-1', perGigabyteSecond: '0.0000133334' })],
      exchangeRates: [expect.objectContaining({ takaPerDollar: '121.48' })],
    },
  })
})

test.each([
  ['bengal', 'admin', 80],
  ['idle', 'admin', 0],
  ['', 'platform', 160],
] as const)('the bill of "%s" as %s has only its own invocations', async (tenantId, role, invocations) => {
  const answer = await usage(callAs(role, tenantId, {}), context)
  expect(answer).toMatchObject({ ok: true, value: { tenantId, invocations } })
})

test('the platform gets one bill for each tenant and one for what belongs to none', async () => {
  const answer = await platformUsage(callAs('platform', '', {}), context)
  const bills = answer.ok ? answer.value : []
  expect(bills.map(({ tenantId, invocations, lines }) => [tenantId, invocations, lines.length])).toEqual([
    ['acme', 60, 2],
    ['bengal', 80, 1],
    ['idle', 0, 0],
    ['', 160, 1],
  ])
  const [acme] = bills
  expect(await usage(callAs('admin', 'acme', {}), context)).toEqual({ ok: true, value: acme })
})

test('lines that are not selected are left out of the answer', async () => {
  const answer = await platformUsage(callAs('platform', '', {}, ['tenantId', 'cost']), context)
  expect(answer.ok && answer.value.map(({ lines }) => lines)).toEqual([[], [], [], []])
})

test.each([
  [{ from: '2026-11-30', to: '2026-11-01' }, 'PERIOD_REVERSED', 'to'],
  [{ from: '2024-01-01' }, 'PERIOD_TOO_LONG', 'to'],
  [{ from: '2026-02-30' }, 'INVALID_DATE', 'from'],
])('the period %j is refused with %s', async (input, code, path) => {
  const error = { ok: false, error: { code, path, retryable: false } }
  expect(await usage(callAs('admin', 'acme', input), context)).toMatchObject(error)
  expect(await platformUsage(callAs('platform', '', input), context)).toMatchObject(error)
})
