import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { ApiKeyTaken, createTenantKey, deleteTenantKey } from './tenant-key.ts'
import { type ApiGatewayServer, startApiGateway } from './testing/api-gateway-server.ts'

const before = { ...process.env }
let gateway: ApiGatewayServer
beforeEach(async () => {
  gateway = await startApiGateway()
  Object.assign(process.env, gateway.environment)
})
afterEach(async () => {
  process.env = { ...before }
  await gateway.close()
})

const usagePlanId = 'plan-1'
const acme = { value: 'finance-prod-usage-of-tenant-acme', usagePlanId }

test('the key of a tenant is enabled and in the usage plan', async () => {
  await createTenantKey(acme)
  expect(gateway.keys()).toMatchObject([{ name: acme.value, value: acme.value, enabled: true }])
  expect(gateway.keysInPlan(usagePlanId)).toEqual([gateway.keys()[0]?.id])
})

test('to create a key again changes nothing', async () => {
  await createTenantKey(acme)
  await createTenantKey(acme)
  expect(gateway.keys()).toHaveLength(1)
  expect(gateway.keysInPlan(usagePlanId)).toHaveLength(1)
})

test('a key that was left outside the usage plan is put into it, not the key of another tenant', async () => {
  for (const tenant of ['acme-1', 'acme-2', 'acme', 'acme-3'])
    gateway.addKey({ id: tenant, name: acme.value.replace('acme', tenant), value: `x-${tenant}` })
  gateway.addKey({ id: 'another', name: 'x', value: acme.value })
  await createTenantKey(acme)
  expect(gateway.keysInPlan(usagePlanId)).toEqual(['acme'])
})

test('a key of another name with this value is an error', async () => {
  gateway.addKey({ id: 'other', name: 'made by hand', value: acme.value })
  await expect(createTenantKey(acme)).rejects.toThrow(ApiKeyTaken)
})

test('only the key of the tenant is deleted, and to delete it again changes nothing', async () => {
  await createTenantKey({ ...acme, value: `${acme.value}-2` })
  await createTenantKey(acme)
  await deleteTenantKey(acme)
  await deleteTenantKey(acme)
  expect(gateway.keys().map(({ name }) => name)).toEqual([`${acme.value}-2`])
  expect(gateway.keysInPlan(usagePlanId)).toHaveLength(1)
})
