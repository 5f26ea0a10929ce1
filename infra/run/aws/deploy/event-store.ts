import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { Account } from './account.ts'
import { ensureCertificates } from './event-store-certificates.ts'
import { uploadEventStoreFiles } from './event-store-files.ts'
import { eventStorePackage, type Package, readEventStorePackage } from './event-store-package.ts'
import type { Progress } from './progress.ts'
import { nodeKinds, type Size, type StackKind } from './stage.ts'
import type { StageStacks } from './stage-stacks.ts'

export type EventStoreOptions = {
  progress: Progress
  /** A copy of the package of EventStoreDB, for a machine that cannot download it. */
  packageFile?: string | undefined
  package?: Package | undefined
}

export type EventStorePlan = {
  stage: string
  size: Size
  stacks: StageStacks
  readPackage: () => Promise<Buffer>
  /** The outputs of the stack of the network. */
  network: Readonly<Record<string, string>>
  /** The outputs of the stack of the secrets. */
  secrets: Readonly<Record<string, string>>
}

/** The image is of Amazon Linux 2023 for x86_64, because EventStoreDB has packages for no other machine. */
const imageParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'

/**
 * Gets the package before anything is begun, when a machine is new. Later the bucket has it, unless a newer
 * release of this service names another one.
 * @throws PackageUnavailable when it cannot be had
 */
export const preparePackage = async (
  size: Size,
  stacks: StageStacks,
  { package: wanted = eventStorePackage, packageFile: file, progress }: EventStoreOptions,
): Promise<() => Promise<Buffer>> => {
  const read = () => readEventStorePackage(wanted, { file, progress })
  if (nodeKinds[size].every(stacks.isMade)) return read
  const content = await read()
  return async () => content
}

/**
 * Makes or changes the event store: certificates, the files that its machines install, and its stacks.
 * Returns the ids of the machines, in the order of the nodes.
 * @throws StackFailed, PackageUnavailable when a step fails
 */
export const deployEventStore = async (
  account: Account,
  plan: EventStorePlan,
  options: EventStoreOptions,
): Promise<readonly string[]> => {
  const { stage, size, stacks, network, secrets, readPackage } = plan
  const { progress } = options
  const { authorityCertificate, nodeSecretArn } = await ensureCertificates(account.secrets, stage, progress)
  await uploadEventStoreFiles(account.s3, network.Artifacts ?? '', {
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
  const shared = await stacks.deploy('event-store', 'event-store.yml', {
    Stage: stage,
    Size: size,
    AuthorityCertificate: authorityCertificate,
    NodeCertificateSecretArn: nodeSecretArn,
  })
  return deployMachines(account, plan, shared)
}

const deployMachines = async (
  account: Account,
  { stage, size, stacks, network }: EventStorePlan,
  { Interfaces = '', Profile = '' }: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const kinds = nodeKinds[size]
  const made = kinds.filter(stacks.isMade)
  const image = made.length === kinds.length ? 'previous' : await newestImage(account)
  const ids = new Map<string, string>()
  const deployMachine = async (kind: StackKind): Promise<void> => {
    const index = kinds.indexOf(kind)
    const { InstanceId = '' } = await stacks.deployProtected(kind, 'event-store-node.yml', {
      Stage: stage,
      Size: size,
      Node: String(index + 1),
      ImageId: stacks.isMade(kind) ? 'previous' : image,
      Profile,
      Interface: Interfaces.split(',')[index] ?? '',
      AvailabilityZone: network.Zones?.split(',')[index] ?? '',
    })
    ids.set(kind, InstanceId)
  }
  // A new machine is ready only when most others are. A change may restart a machine, so one at a time.
  await Promise.all(kinds.filter((kind) => !stacks.isMade(kind)).map(deployMachine))
  for (const kind of made) await deployMachine(kind)
  return kinds.map((kind) => ids.get(kind) ?? '')
}

const newestImage = async ({ ssm }: Account): Promise<string> => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: imageParameter }))
  if (Parameter?.Value === undefined) throw new Error(`AWS names no image in ${imageParameter}`)
  return Parameter.Value
}
