import { randomUUID } from 'node:crypto'
import {
  AlreadyExistsException,
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Parameter,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { errorCode } from '../../../process/error-code.ts'
import type { Progress } from './progress.ts'
import { lastEventId, type Pace, watchEvents } from './stack-events.ts'

/** A stack could not be made, changed or deleted. `reasons` names the resources that failed, and why. */
export class StackFailed extends Error {
  readonly code = 'STACK_FAILED'
  readonly reasons: readonly string[]

  constructor(name: string, status: string, reasons: readonly string[]) {
    super([`The stack ${name} is ${status}`, ...reasons.map((reason) => `  ${reason}`)].join('\n'))
    this.name = 'StackFailed'
    this.reasons = reasons
  }
}

/** What to make of a stack. `'previous'` keeps the value that a parameter of an existing stack has. */
export type StackPlan = {
  name: string
  /** The template itself; undefined keeps the one that the stack has. */
  template: string | undefined
  parameters: Readonly<Record<string, string | 'previous'>>
}

/** Returns undefined when there is no such stack. */
export const findStack = async (
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks?.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
  } catch (error) {
    if (isValidationError(error, /does not exist/)) return undefined
    throw error
  }
}

export const outputsOf = (stack: Stack | undefined): Record<string, string> =>
  Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  )

export const parameterOf = (stack: Stack | undefined, key: string): string | undefined =>
  stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue

const failedCreations = new Set<string | undefined>(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'])

/** Whether the creation of the stack failed. Such a stack can only be deleted, so it counts as missing. */
export const isFailedCreation = ({ StackStatus }: Stack): boolean => failedCreations.has(StackStatus)

/**
 * Makes or changes a stack and waits until it is ready. A stack whose creation failed is made again.
 * @throws StackFailed when a resource fails
 * @throws Error when there is no such stack and a parameter is to keep its previous value
 */
export const deployStack = async (
  cloudFormation: CloudFormationClient,
  plan: StackPlan,
  { progress, pace }: { progress: Progress; pace?: Pace | undefined },
): Promise<Stack> => {
  const { name } = plan
  const found = await findStack(cloudFormation, name)
  const broken = found !== undefined && isFailedCreation(found)
  if (broken) {
    progress(`${name}: its creation failed before, so it is deleted first`)
    await deleteStack(cloudFormation, name, { progress, pace })
  }
  const existing = broken ? undefined : found
  const since = existing === undefined ? undefined : await lastEventId(cloudFormation, name)
  if (existing === undefined) await createStack(cloudFormation, plan)
  else if (!(await updateStack(cloudFormation, plan))) {
    progress(`${name}: no change`)
    return existing
  }
  progress(`${name}: ${existing === undefined ? 'creating' : 'updating'}`)
  const { status, reasons } = await watchEvents(cloudFormation, { name, since, progress, pace })
  if (status !== 'CREATE_COMPLETE' && status !== 'UPDATE_COMPLETE')
    throw new StackFailed(name, status, reasons)
  const ready = await findStack(cloudFormation, name)
  if (ready === undefined) throw new StackFailed(name, 'gone', ['somebody deleted it meanwhile'])
  return ready
}

const createStack = async (cloudFormation: CloudFormationClient, plan: StackPlan): Promise<void> => {
  for (const [key, value] of Object.entries(plan.parameters))
    if (value === 'previous')
      throw new Error(`The new stack ${plan.name} needs a value for ${key}: it has no previous one`)
  try {
    await cloudFormation.send(
      new CreateStackCommand({
        ...commonInput(plan),
        // What has been made stays for the next attempt only in an update; a failed creation is rolled back.
        OnFailure: 'ROLLBACK',
      }),
    )
  } catch (error) {
    // The SDK repeats a request whose response was lost. The stack is then being made.
    if (!(error instanceof AlreadyExistsException)) throw error
  }
}

/** Returns false when nothing would change. */
const updateStack = async (cloudFormation: CloudFormationClient, plan: StackPlan): Promise<boolean> => {
  try {
    const { template } = plan
    await cloudFormation.send(
      new UpdateStackCommand({
        ...commonInput(plan),
        ...(template === undefined ? { UsePreviousTemplate: true } : {}),
      }),
    )
    return true
  } catch (error) {
    if (isValidationError(error, /No updates are to be performed/)) return false
    throw error
  }
}

const commonInput = ({ name, template, parameters }: StackPlan) => ({
  StackName: name,
  ClientRequestToken: randomUUID(),
  ...(template === undefined ? {} : { TemplateBody: template }),
  Parameters: Object.entries(parameters).map(
    ([ParameterKey, value]): Parameter =>
      value === 'previous'
        ? { ParameterKey, UsePreviousValue: true }
        : { ParameterKey, ParameterValue: value },
  ),
  Capabilities: ['CAPABILITY_IAM' as const],
})

/**
 * Deletes a stack and waits until it is gone. Without such a stack it does nothing.
 * @throws StackFailed when a resource cannot be deleted
 */
export const deleteStack = async (
  cloudFormation: CloudFormationClient,
  name: string,
  { progress, pace }: { progress: Progress; pace?: Pace | undefined },
): Promise<void> => {
  const stack = await findStack(cloudFormation, name)
  if (stack?.StackId === undefined) {
    progress(`${name}: not there`)
    return
  }
  const since = await lastEventId(cloudFormation, name)
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }))
  progress(`${name}: deleting`)
  // By its id, because a deleted stack is not found by its name.
  const { status, reasons } = await watchEvents(cloudFormation, {
    name: stack.StackId,
    since,
    progress,
    pace,
  })
  if (status !== 'DELETE_COMPLETE') throw new StackFailed(name, status, reasons)
}

const isValidationError = (error: unknown, message: RegExp): boolean =>
  error instanceof Error &&
  (error.name === 'ValidationError' || errorCode(error) === 'ValidationError') &&
  message.test(error.message)
