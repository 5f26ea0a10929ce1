import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  type ApiGatewayServer,
  startApiGateway,
} from '../../../infra/api-gateway/testing/api-gateway-server.ts'
import { handler } from './handler.ts'

const before = { ...process.env }
let gateway: ApiGatewayServer
beforeEach(async () => {
  gateway = await startApiGateway()
  Object.assign(process.env, gateway.environment, {
    LOG_LEVEL: 'silent',
    FUNCTION_PREFIX: 'finance-prod-',
    USAGE_PLAN_ID: 'plan-1',
  })
})
afterEach(async () => {
  process.env = { ...before }
  await gateway.close()
})

test('makes the key of a tenant, and removes it', async () => {
  expect(await handler({ tenantId: 'acme' })).toBe('present')
  expect(gateway.keys().map(({ value }) => value)).toEqual(['finance-prod-usage-of-tenant-acme'])
  expect(await handler({ tenantId: 'acme', remove: true })).toBe('removed')
  expect(gateway.keys()).toEqual([])
})

const context = (remainingMs: number) => ({ getRemainingTimeInMillis: () => remainingMs })

test('makes the keys of all tenants that have none', async () => {
  await handler({ tenantId: 'b' })
  const tenantIds = ['a', 'b', 'c', 'd']
  expect(await handler({ tenantIds }, context(60_000))).toEqual({ created: 3, pending: [] })
  expect(gateway.keysInPlan('plan-1')).toHaveLength(4)
  expect(await handler({ tenantIds }, context(60_000))).toEqual({ created: 0, pending: [] })
})

test('with little time left it makes one key and names the tenants that are left', async () => {
  expect(await handler({ tenantIds: ['a', 'b', 'c'] }, context(15_000))).toEqual({
    created: 1,
    pending: ['b', 'c'],
  })
})

test('without a usage plan there is nothing to do', async () => {
  process.env.USAGE_PLAN_ID = ''
  expect(await handler({ tenantId: 'acme' })).toBe('not needed')
  expect(await handler({ tenantIds: ['acme'] })).toEqual({ created: 0, pending: [] })
  expect(gateway.keys()).toEqual([])
})

test.each(['', 'Acme', 'a/b', 'x'.repeat(41)])('the tenant id "%s" is refused', async (tenantId) => {
  await expect(handler({ tenantId })).rejects.toMatchObject({ code: 'TENANT_ID_INVALID' })
})
