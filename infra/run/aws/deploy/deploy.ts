import { join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import { settings } from '../../../config/settings.ts'
import { invoiceTopic, topicSettings } from '../../../kafka/topic.ts'
import type { Account } from './account.ts'
import { deployEventStore, type EventStoreOptions, preparePackage } from './event-store.ts'
import { runStageMigrations } from './migrate.ts'
import { checkReady, type DeployRequest } from './preflight.ts'
import { runServerless, type ServiceTarget, settingsOfDeployment } from './service.ts'
import { findStack, outputsOf } from './stack.ts'
import type { Pace } from './stack-events.ts'
import { type Size, serviceStackName } from './stage.ts'
import { type StageStacks, stageStacks } from './stage-stacks.ts'
import { ensureTenantKeys } from './tenant-keys.ts'
import { attachUsagePlans } from './usage-plans.ts'

export type DeployOptions = EventStoreOptions & {
  pace?: Pace | undefined
  /** Deploys the functions. Default: osls in this repository. */
  deployService?: (target: ServiceTarget) => Promise<void>
}

export type Deployed = {
  size: Size
  /** The address of the GraphQL API. */
  endpoint: string
  migrations: number
}

const root = join(import.meta.dirname, '../../../..')

/**
 * Makes or changes all stacks of a stage, in the order in which they need each other, and applies the
 * migrations. It can be run again after a failure, and when nothing has changed it changes nothing.
 * @throws NotReady before it begins, with everything that is missing or wrong
 * @throws StackFailed, ServiceFailed, PackageUnavailable when a step fails
 */
export const deployStage = async (
  account: Account,
  request: DeployRequest,
  options: DeployOptions,
): Promise<Deployed> => {
  const { progress } = options
  const { stage } = request
  progress(`Checking what the stage ${stage} needs`)
  const state = await checkReady(account, request)
  const { size } = state
  const stacks = stageStacks(account, stage, state.stacks, options)
  const readPackage = await preparePackage(size, stacks, options)
  progress(`Deploying the ${size} stage ${stage} to ${account.region} of account ${state.account}`)
  progress(`From the environment: ${settingsOfDeployment(environment()).join(', ') || 'no setting'}`)

  const network = await stacks.deploy('network', 'network.yml', { Stage: stage, Size: size })
  const secrets = await stacks.deploy('secrets', 'secrets.yml', { Stage: stage })
  const eventStore = { stage, size, stacks, readPackage, network, secrets }
  // The two need nothing of each other, and each takes long.
  const [machines, stores] = await Promise.all([
    deployEventStore(account, eventStore, options),
    stacks.deployProtected('stores', `stores-${size}.yml`, { Stage: stage }),
  ])
  if (size === 'production') await deployTopic(stacks, stores.KafkaClusterArn ?? '')

  const endpoint = await deployFunctions(account, { stage, region: account.region, size }, options)
  const migrations = await runStageMigrations(account, stage, progress)
  await ensureTenantKeys(account, stage, migrations.tenants, progress)
  const { Topic = '' } = await stacks.deploy('alarms', 'alarms.yml', {
    Stage: stage,
    Size: size,
    AlarmEmail: state.alarmEmail,
    MetricsNamespace: settings(['OTEL_SERVICE_NAME']).OTEL_SERVICE_NAME,
  })
  await stacks.deploy('store-alarms', `store-alarms-${size}.yml`, {
    Topic,
    DatabaseName: stores.DatabaseName ?? '',
    EventStoreNodes: machines.join(','),
    ...(size === 'production' ? productionAlarms(stage) : {}),
  })
  return { size, endpoint, migrations: migrations.applied }
}

/** Only stores that a small stage does not have are named after the stage, and have consumers. */
const productionAlarms = (stage: string): Record<string, string> => {
  const { KAFKA_CONSUMER_GROUP_ID, READ_MODEL_EVEN_CONSUMER } = settings([
    'KAFKA_CONSUMER_GROUP_ID',
    'READ_MODEL_EVEN_CONSUMER',
  ])
  return {
    Stage: stage,
    ConsumerGroup: KAFKA_CONSUMER_GROUP_ID,
    EvenConsumer: String(READ_MODEL_EVEN_CONSUMER),
  }
}

/**
 * Makes or changes the functions and their API, and returns the address of the API.
 * @throws ServiceFailed when osls fails
 */
const deployFunctions = async (
  account: Account,
  target: ServiceTarget,
  { progress, deployService = (service) => runServerless('deploy', service, root) }: DeployOptions,
): Promise<string> => {
  const { stage } = target
  progress(`${serviceStackName(stage)}: deploying the functions`)
  await deployService(target)
  const endpoint = await readEndpoint(account, stage)
  await attachUsagePlans(account, { stage, apiId: apiIdIn(endpoint), progress })
  return endpoint
}

/** The relay would create it with the same settings, but only with the first event. */
const deployTopic = async (stacks: StageStacks, ClusterArn: string): Promise<void> => {
  await stacks.deploy('kafka-topic', 'kafka-topic.yml', {
    ClusterArn,
    Name: invoiceTopic,
    Partitions: String(topicSettings.partitions),
    Settings: topicSettings.configs.map(({ name, value }) => `${name}=${value}`).join('\n'),
  })
}

/** @throws Error when the stack of the service names no endpoint */
const readEndpoint = async ({ cloudFormation }: Account, stage: string): Promise<string> => {
  const { ServiceEndpoint } = outputsOf(await findStack(cloudFormation, serviceStackName(stage)))
  if (ServiceEndpoint === undefined)
    throw new Error(`The stack ${serviceStackName(stage)} has no output ServiceEndpoint`)
  return `${ServiceEndpoint}/graphql`
}

/** `https://abc.execute-api.ap-southeast-1.amazonaws.com/prod/graphql` is of the API abc. */
const apiIdIn = (endpoint: string): string => new URL(endpoint).hostname.split('.')[0] ?? ''
