import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  GetApiKeysCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetUsagePlansCommand,
  type Stage,
  type UsagePlan,
} from '@aws-sdk/client-api-gateway'

/** What API Gateway, or moto in its place, has of a stage. */
export const gatewayOf = (client: APIGatewayClient, stage: string) => {
  const apiId = async (): Promise<string> => {
    const { items = [] } = await client.send(new GetRestApisCommand({}))
    return items.find(({ name }) => name === `${stage}-finance`)?.id ?? ''
  }
  return {
    readStage: async (): Promise<Omit<Stage, '$metadata'>> => {
      const input = { restApiId: await apiId(), stageName: stage }
      const { $metadata: _, ...found } = await client.send(new GetStageCommand(input))
      return found
    },
    /**
     * moto's CloudFormation makes no usage plan, and no function makes a key there. The plan is without its
     * stage, as a removal leaves it that fails after it.
     */
    addDetachedPlanAndKey: async (): Promise<void> => {
      await client.send(new CreateUsagePlanCommand({ name: `finance-${stage}` }))
      const name = `finance-${stage}-usage-of-tenant-acme`
      await client.send(new CreateApiKeyCommand({ name, value: name, enabled: true }))
    },
    readPlan: async (): Promise<UsagePlan | undefined> => {
      const { items = [] } = await client.send(new GetUsagePlansCommand({}))
      return items.find(({ name }) => name === `finance-${stage}`)
    },
    keyNames: async (): Promise<string[]> => {
      const { items = [] } = await client.send(new GetApiKeysCommand({}))
      return items.map(({ name = '' }) => name)
    },
  }
}
