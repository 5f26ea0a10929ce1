import { setTimeout as delay } from 'node:timers/promises'
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import type { Progress } from './progress.ts'

/** How often to ask, and after how long without news to say what is waited for. */
export type Pace = { pollMs: number; silenceMs: number }
const defaultPace: Pace = { pollMs: 4_000, silenceMs: 30_000 }

type Watch = {
  name: string
  /** The last event before the operation; undefined for a new stack. */
  since: string | undefined
  progress: Progress
  pace?: Pace | undefined
}

/** The status in which the operation ended, and the resources that failed with their reasons. */
export type Ended = { status: string; reasons: readonly string[] }

/** Prints what happens in a stack until its operation has ended. */
export const watchEvents = async (cloudFormation: CloudFormationClient, watch: Watch): Promise<Ended> => {
  const { name, progress, pace = defaultPace } = watch
  const failures: string[] = []
  const waiting = new Map<string, string>()
  let { since } = watch
  let newsAtMs = Date.now()
  for (;;) {
    const status = await statusOf(cloudFormation, name)
    const events = await eventsSince(cloudFormation, name, since)
    since = events.at(-1)?.EventId ?? since
    for (const event of events) {
      noteWaiting(waiting, event)
      if (isFailure(event)) failures.push(describe(event))
      if (!isOngoing(event.ResourceStatus)) progress(describe(event))
    }
    if (!isOngoing(status)) return { status, reasons: failures }
    if (events.length > 0) newsAtMs = Date.now()
    else if (Date.now() - newsAtMs >= pace.silenceMs) {
      newsAtMs = Date.now()
      progress(`${shortName(name)}: waiting for ${[...waiting.keys()].join(', ') || 'AWS'}`)
    }
    await delay(pace.pollMs)
  }
}

const isOngoing = (status: string | undefined): boolean => status?.endsWith('_IN_PROGRESS') === true

const statusOf = async (cloudFormation: CloudFormationClient, name: string): Promise<string> => {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))
  return Stacks?.[0]?.StackStatus ?? 'gone'
}

const noteWaiting = (waiting: Map<string, string>, event: StackEvent): void => {
  const { LogicalResourceId: id = '', ResourceStatus: status = '', PhysicalResourceId, StackId } = event
  if (PhysicalResourceId === StackId) return
  if (isOngoing(status)) waiting.set(id, status)
  else waiting.delete(id)
}

/** Resources that were only cancelled because another one failed are no reason. */
const isFailure = ({ ResourceStatus, ResourceStatusReason = '' }: StackEvent): boolean =>
  ResourceStatus?.endsWith('_FAILED') === true && !/cancelled/i.test(ResourceStatusReason)

const describe = (event: StackEvent): string => {
  const { StackName, LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason } = event
  const reason = ResourceStatusReason ? `: ${ResourceStatusReason}` : ''
  return LogicalResourceId === StackName
    ? `${StackName}: ${ResourceStatus}${reason}`
    : `${StackName}: ${LogicalResourceId} (${ResourceType}) ${ResourceStatus}${reason}`
}

/** `arn:aws:cloudformation:...:stack/finance-prod-stores/1234` is finance-prod-stores. */
const shortName = (name: string): string => name.split('/')[1] ?? name

export const lastEventId = async (
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<string | undefined> => {
  const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }))
  return StackEvents?.[0]?.EventId
}

/** Returns the events after the one with this id, oldest first. AWS lists the newest first. */
const eventsSince = async (
  cloudFormation: CloudFormationClient,
  name: string,
  since: string | undefined,
): Promise<StackEvent[]> => {
  const found: StackEvent[] = []
  let token: string | undefined
  do {
    const page = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: name, NextToken: token }),
    )
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === since) return found.reverse()
      found.push(event)
    }
    token = page.NextToken
  } while (token !== undefined)
  return found.reverse()
}
