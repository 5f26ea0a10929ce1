import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from '@aws-sdk/client-cloudformation'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { Account } from './account.ts'
import { ensureCertificates } from './event-store-certificates.ts'
import { uploadEventStoreFiles } from './event-store-files.ts'
import { eventStorePackage, type Package, readEventStorePackage } from './event-store-package.ts'
import { runStageMigrations } from './migrate.ts'
import { checkReady, type DeployRequest, type StageState } from './preflight.ts'
import type { Progress } from './progress.ts'
import { runServerless, type ServiceTarget } from './service.ts'
import { deployStack, findStack, isFailedCreation, outputsOf } from './stack.ts'
import type { Pace } from './stack-events.ts'
import { type Size, type StackKind, serviceStackName, stackName } from './stage.ts'

export type DeployOptions = {
  progress: Progress
  /** A copy of the package of EventStoreDB, for a machine that cannot download it. */
  packageFile?: string | undefined
  package?: Package | undefined
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

/** The image is of Amazon Linux 2023 for x86_64, because EventStoreDB has packages for no other machine. */
const imageParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'

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
  progress(`Checking what the stage ${request.stage} needs`)
  const state = await checkReady(account, request)
  const readPackage = await preparePackage(state, options)
  const { stage } = request
  const { size } = state
  progress(`Deploying the ${size} stage ${stage} to ${account.region} of account ${state.account}`)
  const deploy = stackDeployer(account, stage, options)

  const network = outputsOf(await deploy('network', 'network.yml', { Stage: stage, Size: size }))
  const secrets = outputsOf(await deploy('secrets', 'secrets.yml', { Stage: stage }))
  const eventStore = await prepareEventStore(account, stage, {
    bucket: network.Artifacts ?? '',
    secrets,
    readPackage,
    options,
  })
  const image = isMade(state, 'event-store') ? 'previous' : await newestImage(account)
  const protection = { Stage: stage, DeletionProtection: 'true' }
  // The two need nothing of each other, and each takes long.
  const [machines, stores] = await Promise.all([
    deploy('event-store', 'event-store.yml', { ...protection, ...eventStore, Size: size, ImageId: image }),
    deploy('stores', `stores-${size}.yml`, protection),
  ])

  progress(`${serviceStackName(stage)}: deploying the functions`)
  const deployService =
    options.deployService ?? ((target: ServiceTarget) => runServerless('deploy', target, root))
  await deployService({ stage, region: account.region, size })
  const migrations = await runStageMigrations(account, stage, progress)
  await deployAlarms(deploy, state, { ...outputsOf(machines), ...outputsOf(stores), Stage: stage })
  return { size, endpoint: await readEndpoint(account, stage), migrations }
}

const isMade = ({ stacks }: StageState, kind: StackKind): boolean => {
  const stack = stacks.get(kind)
  return stack !== undefined && !isFailedCreation(stack)
}

type DeployOne = (kind: StackKind, file: string, parameters: Record<string, string>) => Promise<Stack>

const stackDeployer =
  ({ cloudFormation }: Account, stage: string, { progress, pace }: DeployOptions): DeployOne =>
  (kind, file, parameters) =>
    deployStack(
      cloudFormation,
      {
        name: stackName(stage, kind),
        template: readFileSync(join(import.meta.dirname, '../stacks', file), 'utf8'),
        parameters,
      },
      { progress, pace },
    )

/** `names` has the stage and the outputs of the stacks of the stores. */
const deployAlarms = async (
  deploy: DeployOne,
  { size, alarmEmail }: StageState,
  names: Record<string, string>,
): Promise<void> => {
  const { Stage = '', DatabaseName = '', EventStoreNodes = '' } = names
  const alarms = await deploy('alarms', 'alarms.yml', { Stage, Size: size, AlarmEmail: alarmEmail })
  await deploy('store-alarms', `store-alarms-${size}.yml`, {
    Topic: outputsOf(alarms).Topic ?? '',
    DatabaseName,
    EventStoreNodes,
    // Only what a small stage does not have is named after the stage.
    ...(size === 'production' ? { Stage } : {}),
  })
}

type EventStoreFiles = {
  bucket: string
  /** The outputs of the stack of the secrets. */
  secrets: Record<string, string>
  readPackage: () => Promise<Buffer>
  options: DeployOptions
}

/** Provides what the machines of the event store install, and returns the parameters of their stack. */
const prepareEventStore = async (
  account: Account,
  stage: string,
  { bucket, secrets, readPackage, options }: EventStoreFiles,
): Promise<{ AuthorityCertificate: string; NodeCertificateSecretArn: string }> => {
  const { progress } = options
  const { authorityCertificate, nodeSecretArn } = await ensureCertificates(account.secrets, stage, progress)
  await uploadEventStoreFiles(account.s3, bucket, {
    settings: {
      package: options.package ?? eventStorePackage,
      nodeCertificateSecretArn: nodeSecretArn,
      adminSecretArn: secrets.EventStoreAdminSecretArn ?? '',
      userSecretArn: secrets.EventStorePasswordSecretArn ?? '',
      authorityCertificate,
    },
    readPackage,
    progress,
  })
  return { AuthorityCertificate: authorityCertificate, NodeCertificateSecretArn: nodeSecretArn }
}

/**
 * Gets the package before anything is begun, when the stage is new. Later the bucket has it, unless a newer
 * release of this service names another one.
 */
const preparePackage = async (
  state: StageState,
  { package: wanted = eventStorePackage, packageFile: file, progress }: DeployOptions,
): Promise<() => Promise<Buffer>> => {
  const read = () => readEventStorePackage(wanted, { file, progress })
  if (isMade(state, 'event-store')) return read
  const content = await read()
  return async () => content
}

const newestImage = async ({ ssm }: Account): Promise<string> => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: imageParameter }))
  if (Parameter?.Value === undefined) throw new Error(`AWS names no image in ${imageParameter}`)
  return Parameter.Value
}

/** @throws Error when the stack of the service names no endpoint */
const readEndpoint = async ({ cloudFormation }: Account, stage: string): Promise<string> => {
  const { ServiceEndpoint } = outputsOf(await findStack(cloudFormation, serviceStackName(stage)))
  if (ServiceEndpoint === undefined)
    throw new Error(`The stack ${serviceStackName(stage)} has no output ServiceEndpoint`)
  return `${ServiceEndpoint}/graphql`
}
