import {
  APIGatewayClient,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { type Moto, startMoto } from '../moto/server.ts'
import { awsToolsTest } from '../moto/testing/aws-tools.ts'
import { attachUsagePlans, detachUsagePlans } from './usage-plans.ts'

// moto is installed once, and starts slowly on a busy machine.
jest.setTimeout(300_000)
const withMoto = await awsToolsTest()

let moto: Moto | undefined
let apiGateway: APIGatewayClient

beforeAll(async () => {
  moto = await startMoto()
  apiGateway = new APIGatewayClient({
    endpoint: moto.url,
    region: 'ap-southeast-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'no-secret' },
  })
})
afterAll(async () => {
  apiGateway?.destroy()
  await moto?.stop()
})

const stagesOfPlans = async (): Promise<Record<string, string[]>> => {
  const { items = [] } = await apiGateway.send(new GetUsagePlansCommand({}))
  return Object.fromEntries(
    items.map(({ name = '', apiStages = [] }) => [
      name,
      apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`),
    ]),
  )
}

withMoto('a deployment puts a stage back into the plans that a failed removal took it out of', async () => {
  const { id: apiId = '' } = await apiGateway.send(new CreateRestApiCommand({ name: 'prod-finance' }))
  for (const name of ['finance-prod', 'finance-prod-platform', 'finance-prod-eu'])
    await apiGateway.send(new CreateUsagePlanCommand({ name, apiStages: [{ apiId, stage: 'prod' }] }))
  const before = await stagesOfPlans()
  const lines: string[] = []
  const attach = () =>
    attachUsagePlans({ apiGateway }, { stage: 'prod', apiId, progress: (line) => lines.push(line) })

  await attach()
  expect(lines).toEqual([])
  await detachUsagePlans({ apiGateway }, 'prod')
  expect(await stagesOfPlans()).toEqual({ ...before, 'finance-prod': [], 'finance-prod-platform': [] })

  await attach()
  expect(await stagesOfPlans()).toEqual(before)
  expect(lines).toHaveLength(2)
})
