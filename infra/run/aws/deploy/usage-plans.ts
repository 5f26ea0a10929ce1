import { paginateGetUsagePlans, UpdateUsagePlanCommand } from '@aws-sdk/client-api-gateway'
import type { Account } from './account.ts'
import { serviceStackName } from './stage.ts'

/**
 * Takes the stage out of its usage plans. API Gateway deletes no plan that has a stage, and CloudFormation
 * deletes the plans before the stage, because they need it. From then on the stage refuses every request.
 */
export const detachUsagePlans = async (
  { apiGateway }: Pick<Account, 'apiGateway'>,
  stage: string,
): Promise<void> => {
  const names = new Set([serviceStackName(stage), `${serviceStackName(stage)}-platform`])
  for await (const { items = [] } of paginateGetUsagePlans({ client: apiGateway, pageSize: 500 }, {}))
    for (const { id, name = '', apiStages = [] } of items)
      for (const attached of apiStages)
        if (names.has(name) && attached.stage === stage)
          await apiGateway.send(
            new UpdateUsagePlanCommand({
              usagePlanId: id,
              patchOperations: [
                { op: 'remove', path: '/apiStages', value: `${attached.apiId}:${attached.stage}` },
              ],
            }),
          )
}
