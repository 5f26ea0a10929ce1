import { expect, test } from '@jest/globals'
import { ensureTenantKeys } from './tenant-keys.ts'
import { reportingAccount } from './testing/reporting-account.ts'

test('the function is invoked until no key is missing', async () => {
  const { account, invoked } = reportingAccount(
    { created: 1, pending: ['b', 'c'] },
    { created: 2, pending: [] },
  )
  const lines: string[] = []
  await ensureTenantKeys(account, 'prod', ['a', 'b', 'c'], (line) => lines.push(line))
  expect(invoked).toEqual([
    ['finance-prod-api-key', { tenantIds: ['a', 'b', 'c'] }],
    ['finance-prod-api-key', { tenantIds: ['b', 'c'] }],
  ])
  expect(lines).toContain('finance-prod-api-key: 2 API keys made')
})

test('without tenants nothing is invoked', async () => {
  const { account, invoked } = reportingAccount()
  await ensureTenantKeys(account, 'prod', [], () => undefined)
  expect(invoked).toEqual([])
})

test('an invocation that makes no key ends the deployment', async () => {
  const { account } = reportingAccount({ created: 0, pending: ['a'] })
  await expect(ensureTenantKeys(account, 'prod', ['a'], () => undefined)).rejects.toThrow(
    'finance-prod-api-key made no key in its time, and those of 1 tenants are missing',
  )
})

test.each([[null], ['present'], [{ created: 1 }]])(
  'the answer %p is not taken for a report',
  async (answer) => {
    const { account } = reportingAccount(answer)
    await expect(ensureTenantKeys(account, 'prod', ['a'], () => undefined)).rejects.toThrow(
      'finance-prod-api-key returned no report of keys',
    )
  },
)
