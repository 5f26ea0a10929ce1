import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { connect } from '../../postgres/connect.ts'
import { writeConnectionFile } from '../../postgres/connection-file.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { databaseVariables } from '../../run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../run/local/postgres/test-database.ts'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

// These tests start servers and commands, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  for (const tenant of ['acme', 'bengal']) await provisionTenant(connect(database.owner), tenant)
  const row = { day: '2026-11-30', errors: 1, billed_ms: 1_000, megabyte_ms: 1_024_000 }
  const acme = { ...row, tenant: 'acme', function: 'create-invoice', operation: 'createInvoice' }
  const writer = connect(database.writer)
  await writer`insert into finance.usage ${writer([
    { ...acme, invocations: 1_000_000 },
    { ...acme, function: 'graphql', operation: 'graphql', invocations: 1_000_000 },
    { ...acme, day: '2026-12-01', invocations: 7 },
    { ...acme, tenant: '', function: 'relay', operation: 'relay', invocations: 500_000 },
  ])}`
})
afterAll(() => database.drop())

type Outcome = { code: number; stdout: string; stderr: string }

const runCommand = (args: string[], env: Record<string, string> = databaseVariables(database)) =>
  new Promise<Outcome>((resolve) => {
    const program = join(import.meta.dirname, 'usage-command.ts')
    const options = { env: { ...pathAndCache(), ...env } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

const rowsOf = (stdout: string) => stdout.split('\n').map((line) => line.trim().split(/ {2,}/))

test('prints the bill of each tenant, what is nobody’s, the sum, and the prices', async () => {
  const { code, stdout, stderr } = await runCommand(['--month', '2026-11'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(rowsOf(stdout)).toEqual([
    ['tenant', 'invocations', 'errors', 'billed ms', 'GB-seconds', 'USD', 'BDT'],
    ['acme', '2000000', '2', '2000', '2', '4.650027', '564.8852'],
    ['bengal', '0', '0', '0', '0', '0.00', '0.00'],
    ['nobody', '500000', '1', '1000', '1', '0.100013', '12.1496'],
    ['total', '2500000', '3', '3000', '3', '4.75004', '577.0348'],
    [''],
    ['from 2026-11-01: price list of 2025-01-01 (ap-southeast-1), 121.48 taka per dollar'],
    [''],
  ])
})

test('prints the operations of one tenant', async () => {
  const { stdout } = await runCommand(['--month', '2026-11', '--tenant', 'acme'])
  expect(rowsOf(stdout).slice(0, 4)).toEqual([
    ['operation', 'invocations', 'errors', 'billed ms', 'GB-seconds', 'USD', 'BDT'],
    ['createInvoice', '1000000', '1', '1000', '1', '0.200013', '24.2976'],
    ['graphql', '1000000', '1', '1000', '1', '4.450014', '540.5876'],
    ['total', '2000000', '2', '2000', '2', '4.650027', '564.8852'],
  ])
})

test('prints exact figures as JSON', async () => {
  const { stdout } = await runCommand(['--month', '2026-11', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    from: '2026-11-01',
    to: '2026-11-30',
    tenants: [
      { tenantId: 'acme', usd: '4.6500266668' },
      { tenantId: 'bengal', usd: '0.00' },
      { tenantId: '' },
    ],
    total: { invocations: 2_500_000, usd: '4.7500400002', bdt: '577.034859224296' },
  })
})

test('uses the embedded database of the data folder when none is configured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-usage-'))
  const { owner, writer, reader, auth } = database
  writeConnectionFile(folder, { pid: process.pid, owner, writer, reader, auth })
  const { code, stdout } = await runCommand(['--month', '2026-12'], { DATA_DIR: folder })
  rmSync(folder, { recursive: true })
  expect([code, rowsOf(stdout)[1]?.slice(0, 2)]).toEqual([0, ['acme', '7']])
})

test.each([
  [['--month', '2026-13'], 2, '"2026-13" is not a month'],
  [['--month', 'November'], 2, '"November" is not a month'],
  [['--tenant', 'dhaka'], 2, 'There is no tenant "dhaka"'],
  [['now'], 2, 'now'],
  [['--help'], 0, ''],
])('%j ends with code %i', async (args, code, message) => {
  const outcome = await runCommand(args)
  expect(outcome.code).toBe(code)
  expect(outcome.stderr).toContain(message)
  expect(outcome.stdout + outcome.stderr).toContain('npm run usage -- [--month 2026-11]')
})

test('a database that is not reachable ends with code 1', async () => {
  const { code, stderr } = await runCommand([], { ...databaseVariables(database), DATABASE_PORT: '1' })
  expect([code, stderr]).toEqual([1, expect.stringContaining('PostgreSQL is not available')])
})
