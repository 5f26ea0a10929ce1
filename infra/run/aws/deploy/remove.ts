import { join } from 'node:path'
import type { Stack } from '@aws-sdk/client-cloudformation'
import { messageWithCauses } from '../../../process/command-line.ts'
import type { Account } from './account.ts'
import { emptyBucket } from './bucket.ts'
import { deleteCertificates } from './event-store-certificates.ts'
import { accountId, NotReady, readStacks } from './preflight.ts'
import type { Progress } from './progress.ts'
import { runServerless, type ServiceTarget } from './service.ts'
import { deleteStack, deployStack, outputsOf, parameterOf } from './stack.ts'
import type { Pace } from './stack-events.ts'
import { isStage, nodeKinds, type Size, type StackKind, stackName, stageNeeds } from './stage.ts'
import { deleteTenantKeys } from './tenant-keys.ts'
import { detachUsagePlans } from './usage-plans.ts'

export type RemoveOptions = {
  /** Whether the stores go too, with all their data. */
  withStores: boolean
  progress: Progress
  pace?: Pace | undefined
  /** Removes the functions. Default: osls in this repository. */
  removeService?: (target: ServiceTarget) => Promise<void>
}

const root = join(import.meta.dirname, '../../../..')

/**
 * Deletes the alarms and the functions of a stage, and with `withStores` the API keys of the tenants, the
 * stores, the secrets and the network. Of the databases and the volumes a last snapshot stays, and the
 * passwords of EventStoreDB. It can be run again after a failure.
 * @throws NotReady before it begins, when there are no credentials or no such stage
 * @throws StackFailed, ServiceFailed when a step fails
 */
export const removeStage = async (account: Account, stage: string, options: RemoveOptions): Promise<void> => {
  const { progress, pace, withStores } = options
  if (!isStage(stage)) throw new NotReady([`--stage: ${stageNeeds} are needed`])
  await accountId(account).catch((error) => {
    throw new NotReady([`credentials: AWS accepts none in ${account.region} (${messageWithCauses(error)})`])
  })
  const stacks = await readStacks(account, stage)
  if (stacks.size === 0) throw new NotReady([`there is no stage ${stage} in ${account.region}`])
  const remove = (kind: StackKind) =>
    deleteStack(account.cloudFormation, stackName(stage, kind), { progress, pace })

  await remove('store-alarms')
  await remove('alarms')
  if (stacks.has('service')) {
    const size = (parameterOf(stacks.get('network'), 'Size') ?? 'production') as Size
    const removeService =
      options.removeService ?? ((target: ServiceTarget) => runServerless('remove', target, root))
    progress('Taking the stage out of its usage plans')
    await detachUsagePlans(account, stage)
    await removeService({ stage, region: account.region, size })
  }
  if (!withStores) return
  await deleteTenantKeys(account, stage, progress)
  if (stacks.has('kafka-topic')) await remove('kafka-topic')
  const machines = nodeKinds.production.filter((kind) => stacks.has(kind))
  for (const kind of [...machines, 'stores'] as const)
    await liftProtection(account, stacks.get(kind), { progress, pace })
  await Promise.all([Promise.all(machines.map(remove)).then(() => remove('event-store')), remove('stores')])
  await deleteCertificates(account.secrets, stage)
  await remove('secrets')
  const { Artifacts } = outputsOf(stacks.get('network'))
  if (Artifacts !== undefined) await emptyBucket(account.s3, Artifacts)
  await remove('network')
}

/** AWS deletes neither a database nor a machine that is protected, so this comes first. */
const liftProtection = async (
  { cloudFormation }: Account,
  stack: Stack | undefined,
  watch: { progress: Progress; pace?: Pace | undefined },
): Promise<void> => {
  const { StackName, StackStatus, Parameters = [] } = stack ?? {}
  // Of a stack whose creation failed there is nothing left to protect.
  if (
    StackName === undefined ||
    !/^(CREATE|UPDATE)_COMPLETE$|^UPDATE_ROLLBACK_COMPLETE$/.test(StackStatus ?? '')
  )
    return
  const parameters = Object.fromEntries(Parameters.map(({ ParameterKey = '' }) => [ParameterKey, 'previous']))
  await deployStack(
    cloudFormation,
    { name: StackName, template: undefined, parameters: { ...parameters, DeletionProtection: 'false' } },
    watch,
  )
}
