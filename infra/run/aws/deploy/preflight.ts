import type { Stack } from '@aws-sdk/client-cloudformation'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { environment } from '../../../config/environment.ts'
import { checkEnvironment } from '../../../config/settings.ts'
import { messageWithCauses } from '../../../process/command-line.ts'
import type { Account } from './account.ts'
import { concurrencyProblems } from './concurrency.ts'
import { credentialProblems } from './service.ts'
import { findStack, isFailedCreation, parameterOf } from './stack.ts'
import {
  isStage,
  nodeKinds,
  type Size,
  type StackKind,
  serviceStackName,
  sizes,
  stackKinds,
  stackName,
  stageNeeds,
} from './stage.ts'

/** What the command line asks for. */
export type DeployRequest = {
  stage: string
  size?: string | undefined
  alarmEmail?: string | undefined
}

/** What is known of a stage before a deployment begins. */
export type StageState = {
  account: string
  size: Size
  alarmEmail: string
  stacks: ReadonlyMap<StackKind | 'service', Stack>
}

/** Nothing has been begun. `problems` names everything that is missing or wrong. */
export class NotReady extends Error {
  readonly code = 'DEPLOY_NOT_READY'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(['Nothing was begun:', ...problems.map((problem) => `  - ${problem}`)].join('\n'))
    this.name = 'NotReady'
    this.problems = problems
  }
}

/**
 * Checks everything that can be checked before the first stack is made, and returns what the deployment
 * needs.
 * @throws NotReady with every problem that was found
 */
export const checkReady = async (account: Account, request: DeployRequest): Promise<StageState> => {
  const problems: string[] = []
  if (!isStage(request.stage)) problems.push(`--stage: ${stageNeeds} are needed`)
  try {
    checkEnvironment()
  } catch (error) {
    problems.push(`the environment: ${messageWithCauses(error)}`)
  }
  problems.push(...credentialProblems(environment()))
  const identity = await accountId(account).catch((error) => {
    problems.push(`credentials: AWS accepts none in ${account.region} (${messageWithCauses(error)})`)
  })
  if (identity === undefined) throw new NotReady(problems)
  const stacks = isStage(request.stage) ? await readStacks(account, request.stage) : new Map()
  problems.push(...stackProblems(stacks))
  const size = chooseSize(request.size, stacks.get('network'), problems)
  const alarmEmail = chooseEmail(
    request.alarmEmail,
    parameterOf(stacks.get('alarms'), 'AlarmEmail'),
    problems,
  )
  if (size !== undefined) problems.push(...(await concurrencyProblems(account, request.stage, size)))
  if (problems.length > 0 || size === undefined || alarmEmail === undefined) throw new NotReady(problems)
  return { account: identity, size, alarmEmail, stacks }
}

/** @throws Error of the SDK when there are no credentials, or when they are not valid */
export const accountId = async ({ sts }: Pick<Account, 'sts'>): Promise<string> =>
  (await sts.send(new GetCallerIdentityCommand({}))).Account ?? ''

export const readStacks = async (
  { cloudFormation }: Pick<Account, 'cloudFormation'>,
  stage: string,
): Promise<Map<StackKind | 'service', Stack>> => {
  const names: [StackKind | 'service', string][] = [
    ...stackKinds.map((kind): [StackKind, string] => [kind, stackName(stage, kind)]),
    ['service', serviceStackName(stage)],
  ]
  const stacks = new Map<StackKind | 'service', Stack>()
  for (const [kind, name] of names) {
    const stack = await findStack(cloudFormation, name)
    if (stack !== undefined) stacks.set(kind, stack)
  }
  return stacks
}

/** States that a person has to end first. A failed creation is not one: the stack is made again. */
const stackProblems = (stacks: ReadonlyMap<string, Stack>): string[] =>
  [...stacks].flatMap(([kind, { StackName = '', StackStatus = '' }]) => {
    if (StackStatus.endsWith('_IN_PROGRESS'))
      return [`the stack ${StackName} is ${StackStatus}: wait until that deployment has ended`]
    if (StackStatus === 'UPDATE_ROLLBACK_FAILED')
      return [
        `the stack ${StackName} is ${StackStatus}: continue its rollback in the console of CloudFormation`,
      ]
    if (StackStatus === 'DELETE_FAILED')
      return [`the stack ${StackName} is ${StackStatus}: ${adviceOnDeletion(kind, StackName)}`]
    return []
  })

/** A machine may be deleted alone, to be made again. Everything else goes with the stage or its stores. */
const adviceOnDeletion = (kind: string, name: string): string => {
  if (nodeKinds.production.some((machine) => machine === kind))
    return (
      'its events in CloudFormation say why; when that is mended, ' +
      `aws cloudformation delete-stack --stack-name ${name}`
    )
  const isOfFunctions = ['service', 'alarms', 'store-alarms'].includes(kind)
  return `finish with npm run deploy -- --remove${isOfFunctions ? '' : ' --with-stores'}`
}

/** A network whose creation failed is made again, so it holds no stage to its size. */
const chooseSize = (
  wanted: string | undefined,
  network: Stack | undefined,
  problems: string[],
): Size | undefined => {
  const existing = parameterOf(network, 'Size')
  const isFixed = network !== undefined && !isFailedCreation(network)
  const size = sizes.find((one) => one === (wanted ?? existing))
  if (size === undefined)
    problems.push(`--size: ${sizes.join(' or ')} is needed (docs/cost.md says what each costs)`)
  else if (isFixed && existing !== undefined && existing !== size)
    problems.push(
      `--size: this stage is ${existing}; another size has other stores, so it needs another stage and a ` +
        'move of the data (docs/deploy-aws.md)',
    )
  return size
}

const chooseEmail = (
  wanted: string | undefined,
  existing: string | undefined,
  problems: string[],
): string | undefined => {
  const email = wanted ?? existing
  if (email === undefined) problems.push('--alarm-email: the address that gets the alarms of this stage')
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    problems.push('--alarm-email: an address such as operations@example.com is needed')
  return email
}
