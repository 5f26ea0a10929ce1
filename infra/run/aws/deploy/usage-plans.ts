import { paginateGetUsagePlans, UpdateUsagePlanCommand } from '@aws-sdk/client-api-gateway'
import type { Account } from './account.ts'
import type { Progress } from './progress.ts'
import { serviceStackName } from './stage.ts'

type Gateway = Pick<Account, 'apiGateway'>

/**
 * Takes the stage out of its usage plans. API Gateway deletes no plan that has a stage, and CloudFormation
 * deletes the plans before the stage, because they need it. From then on the stage refuses every request.
 */
export const detachUsagePlans = async (account: Gateway, stage: string): Promise<void> => {
  for (const { id, apiStages } of await plansOf(account, stage))
    for (const attached of apiStages)
      if (attached.stage === stage)
        await changeStages(account, id, 'remove', `${attached.apiId}:${attached.stage}`)
}

/**
 * Puts the stage back into its usage plans when a removal has taken it out and then failed. CloudFormation
 * does not: for it the plans are as it made them.
 */
export const attachUsagePlans = async (
  account: Gateway,
  { stage, apiId, progress }: { stage: string; apiId: string; progress: Progress },
): Promise<void> => {
  for (const { id, name, apiStages } of await plansOf(account, stage)) {
    if (apiStages.some((attached) => attached.apiId === apiId && attached.stage === stage)) continue
    progress(`${name}: putting the stage back into its usage plan`)
    await changeStages(account, id, 'add', `${apiId}:${stage}`)
  }
}

const plansOf = async ({ apiGateway }: Gateway, stage: string) => {
  const names = new Set([serviceStackName(stage), `${serviceStackName(stage)}-platform`])
  const plans = []
  for await (const { items = [] } of paginateGetUsagePlans({ client: apiGateway, pageSize: 500 }, {}))
    for (const { id, name = '', apiStages = [] } of items)
      if (names.has(name)) plans.push({ id, name, apiStages })
  return plans
}

const changeStages = async (
  { apiGateway }: Gateway,
  usagePlanId: string | undefined,
  op: 'add' | 'remove',
  value: string,
): Promise<void> => {
  const patchOperations = [{ op, path: '/apiStages', value }]
  await apiGateway.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }))
}
