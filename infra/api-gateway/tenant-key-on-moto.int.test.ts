import {
  APIGatewayClient,
  CreateUsagePlanCommand,
  GetApiKeysCommand,
  GetUsagePlanKeysCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { type Moto, startMoto } from '../run/aws/moto/server.ts'
import { awsToolsTest } from '../run/aws/moto/testing/aws-tools.ts'
import { createTenantKey, deleteTenantKey, keyNamesInPlan } from './tenant-key.ts'

// moto is installed once, and starts slowly on a busy machine.
jest.setTimeout(300_000)
const withMoto = await awsToolsTest()

const before = { ...process.env }
let moto: Moto | undefined
let client: APIGatewayClient

beforeAll(async () => {
  moto = await startMoto()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_API_GATEWAY: moto.url,
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'no-secret',
  })
  client = new APIGatewayClient({})
})
afterAll(async () => {
  client?.destroy()
  process.env = { ...before }
  await moto?.stop()
})

withMoto('moto keeps one key a tenant in the usage plan, and forgets it', async () => {
  const { id: usagePlanId = '' } = await client.send(new CreateUsagePlanCommand({ name: 'finance-prod' }))
  const acme = { value: 'finance-prod-usage-of-tenant-acme', usagePlanId }
  for (const key of [acme, { ...acme, value: `${acme.value}-2` }, acme]) await createTenantKey(key)

  const { items = [] } = await client.send(new GetApiKeysCommand({ includeValues: true }))
  expect(items.map(({ name, value, enabled }) => ({ name, value, enabled }))).toEqual([
    { name: acme.value, value: acme.value, enabled: true },
    { name: `${acme.value}-2`, value: `${acme.value}-2`, enabled: true },
  ])
  const inPlan = await client.send(new GetUsagePlanKeysCommand({ usagePlanId }))
  expect(inPlan.items?.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort())
  expect(await keyNamesInPlan(usagePlanId)).toEqual(new Set([acme.value, `${acme.value}-2`]))

  await deleteTenantKey(acme)
  const left = await client.send(new GetApiKeysCommand({}))
  expect(left.items?.map(({ name }) => name)).toEqual([`${acme.value}-2`])
})
