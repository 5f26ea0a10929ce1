import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  type ResourceStatus,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from '@jest/globals'
import { deployStack, type StackFailed, type StackPlan } from './stack.ts'

type Step = { status: string; events: readonly Partial<StackEvent>[] }

/** A CloudFormation with one stack, whose operation goes through the steps, one at each poll. */
const cloudFormation = (before: Step | undefined, steps: Step[]) => {
  const sent: string[] = []
  let current = before
  const events: Partial<StackEvent>[] = [...(before?.events ?? [])]
  const send = async (command: unknown) => {
    if (command instanceof CreateStackCommand) sent.push('create')
    else if (command instanceof DeleteStackCommand) sent.push('delete')
    else if (command instanceof UpdateStackCommand) sent.push('update')
    else if (command instanceof DescribeStackEventsCommand)
      return { StackEvents: events.map((event, index) => ({ EventId: String(index), ...event })).reverse() }
    else {
      const started = sent.length > 0
      if (started) current = steps.shift() ?? current
      if (started) events.push(...(current?.events ?? []).filter((event) => !events.includes(event)))
      if (current === undefined)
        throw Object.assign(new Error('Stack does not exist'), { name: 'ValidationError' })
      return { Stacks: [{ StackName: 's', StackId: 'arn:s/s/1', StackStatus: current.status }] }
    }
    return {}
  }
  return { client: { send } as unknown as CloudFormationClient, sent }
}

const plan: StackPlan = { name: 's', template: '{}', parameters: { Stage: 'prod' } }
const pace = { pollMs: 1, silenceMs: 60_000 }
const event = (LogicalResourceId: string, ResourceStatus: ResourceStatus, ResourceStatusReason?: string) => ({
  StackName: 's',
  LogicalResourceId,
  ResourceType: 'AWS::X::Y',
  ResourceStatus,
  ...(ResourceStatusReason === undefined ? {} : { ResourceStatusReason }),
})

test('a failed creation names the resources that failed, not those that were cancelled for it', async () => {
  const { client } = cloudFormation(undefined, [
    { status: 'CREATE_IN_PROGRESS', events: [event('Vpc', 'CREATE_COMPLETE')] },
    {
      status: 'ROLLBACK_COMPLETE',
      events: [
        event('Kafka', 'CREATE_FAILED', 'Limit exceeded'),
        event('Redis', 'CREATE_FAILED', 'Resource creation cancelled'),
      ],
    },
  ])
  const lines: string[] = []
  const failure = await deployStack(client, plan, { progress: (line) => lines.push(line), pace }).catch(
    (error: StackFailed) => error,
  )
  expect((failure as StackFailed).reasons).toEqual(['s: Kafka (AWS::X::Y) CREATE_FAILED: Limit exceeded'])
  expect(lines).toContain('s: Vpc (AWS::X::Y) CREATE_COMPLETE')
})

test('a stack whose creation failed before is deleted and made again', async () => {
  const { client, sent } = cloudFormation({ status: 'ROLLBACK_COMPLETE', events: [] }, [
    { status: 'DELETE_COMPLETE', events: [] },
    { status: 'CREATE_COMPLETE', events: [] },
  ])
  await deployStack(client, plan, { progress: () => undefined, pace })
  expect(sent).toEqual(['delete', 'create'])
})

test('a parameter of a new stack cannot keep its previous value, also when its creation failed', async () => {
  const keeping = { ...plan, parameters: { Stage: 'prod', ImageId: 'previous' } } as const
  const message = 'The new stack s needs a value for ImageId'
  const absent = cloudFormation(undefined, [])
  await expect(deployStack(absent.client, keeping, { progress: () => undefined, pace })).rejects.toThrow(
    message,
  )
  expect(absent.sent).toEqual([])
  const broken = cloudFormation({ status: 'ROLLBACK_COMPLETE', events: [] }, [
    { status: 'DELETE_COMPLETE', events: [] },
  ])
  await expect(deployStack(broken.client, keeping, { progress: () => undefined, pace })).rejects.toThrow(
    message,
  )
  expect(broken.sent).toEqual(['delete'])
})

test('events of earlier operations are not shown', async () => {
  const { client, sent } = cloudFormation(
    { status: 'CREATE_COMPLETE', events: [event('Old', 'CREATE_COMPLETE')] },
    [{ status: 'UPDATE_COMPLETE', events: [event('New', 'UPDATE_COMPLETE')] }],
  )
  const lines: string[] = []
  await deployStack(client, plan, { progress: (line) => lines.push(line), pace })
  expect(sent).toEqual(['update'])
  expect(lines).toEqual(['s: updating', 's: New (AWS::X::Y) UPDATE_COMPLETE'])
})
