import { expect, test } from '@jest/globals'
import { runStageMigrations } from './migrate.ts'
import { reportingAccount } from './testing/reporting-account.ts'

const migrations = ['1-First', '2-Second', '3-Third'].map((name) => ({ tenant: 'acme', name }))

test('the function is invoked until it is done', async () => {
  const { account, invoked } = reportingAccount(
    { done: false, applied: migrations.slice(0, 2), pending: migrations.slice(2), tenants: ['acme'] },
    { done: true, applied: migrations.slice(2), pending: [], tenants: ['acme'] },
  )
  const lines: string[] = []
  expect(await runStageMigrations(account, 'prod', (line) => lines.push(line))).toEqual({
    applied: 3,
    tenants: ['acme'],
  })
  expect(invoked).toEqual(Array(2).fill(['finance-prod-migrate', { command: 'run' }]))
  expect(lines).toContain('acme: 3-Third applied')
})

test('an invocation that applies nothing ends the deployment', async () => {
  const { account } = reportingAccount({ done: false, applied: [], pending: migrations, tenants: ['acme'] })
  await expect(runStageMigrations(account, 'prod', () => undefined)).rejects.toThrow(
    'finance-prod-migrate applied nothing in its time, and 3 migrations are pending',
  )
})

test.each([
  [null],
  [{}],
  ['Simple Lambda happy path OK'],
  [{ done: 'yes', applied: [], pending: [], tenants: [] }],
])('the answer %p is not taken for a report', async (answer) => {
  const { account } = reportingAccount(answer)
  await expect(runStageMigrations(account, 'prod', () => undefined)).rejects.toThrow(
    'finance-prod-migrate returned no report of migrations',
  )
})
