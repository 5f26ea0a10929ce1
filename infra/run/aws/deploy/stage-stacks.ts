import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from '@aws-sdk/client-cloudformation'
import type { Account } from './account.ts'
import type { Progress } from './progress.ts'
import { deployStack, isFailedCreation, outputsOf, type StackPlan } from './stack.ts'
import type { Pace } from './stack-events.ts'
import { type StackKind, stackName } from './stage.ts'

type Parameters = StackPlan['parameters']

/** The stacks of one stage. Both ways to deploy make or change a stack and wait; they return its outputs. */
export type StageStacks = {
  /** Whether the stack was there before this deployment. A failed creation does not count. */
  isMade(kind: StackKind): boolean
  /** @throws StackFailed when a resource fails */
  deploy(kind: StackKind, file: string, parameters: Parameters): Promise<Record<string, string>>
  /**
   * Deploys a stack with resources that AWS deletes only when their protection is off. A new stack gets the
   * protection when it is there: before that, it would prevent CloudFormation from rolling back a failed
   * creation, and then only a person could delete what is left.
   * @throws StackFailed when a resource fails
   */
  deployProtected(kind: StackKind, file: string, parameters: Parameters): Promise<Record<string, string>>
}

/** `existing` is what the stage had when the deployment began. */
export const stageStacks = (
  { cloudFormation }: Pick<Account, 'cloudFormation'>,
  stage: string,
  existing: ReadonlyMap<string, Stack>,
  watch: { progress: Progress; pace?: Pace | undefined },
): StageStacks => {
  const isMade = (kind: StackKind): boolean => {
    const stack = existing.get(kind)
    return stack !== undefined && !isFailedCreation(stack)
  }
  const deploy: StageStacks['deploy'] = async (kind, file, parameters) => {
    const template = readFileSync(join(import.meta.dirname, '../stacks', file), 'utf8')
    const plan = { name: stackName(stage, kind), template, parameters }
    return outputsOf(await deployStack(cloudFormation, plan, watch))
  }
  return {
    isMade,
    deploy,
    async deployProtected(kind, file, parameters) {
      if (!isMade(kind)) await deploy(kind, file, { ...parameters, DeletionProtection: 'false' })
      return deploy(kind, file, { ...parameters, DeletionProtection: 'true' })
    },
  }
}
