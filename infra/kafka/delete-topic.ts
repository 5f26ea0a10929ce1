import { setTimeout as pause } from 'node:timers/promises'
import type { Admin } from '@platformatic/kafka'
import { withinDeadline } from '../process/deadline.ts'
import { type KafkaSettings, kafkaConnection } from './connection.ts'
import { isBrokerError, KafkaUnavailable } from './errors.ts'

/** A topic and the group that consumes it, as the brokers know them. */
export type TopicState = {
  /** 0 when the topic does not exist. */
  partitions: number
  /** Undefined when the group does not exist. */
  members: number | undefined
}

/** The group of the topic has members, so a consumer runs. Nothing was deleted. */
export class TopicInUse extends Error {
  readonly code = 'TOPIC_IN_USE'

  constructor(groupId: string, cause?: unknown) {
    const advice = 'stop the service first. A process that was killed stays a member for 6 s'
    super(`The consumer group ${groupId} has members: ${advice}`, { cause })
    this.name = 'TopicInUse'
  }
}

const requestTimeoutMs = 5_000
/** The brokers delete a topic after they have accepted the request. */
const deletionTimeoutMs = 30_000
const pollMs = 200

/** @throws KafkaUnavailable when no broker responds in time */
export const readTopicState = (config: KafkaSettings, topic: string, groupId: string): Promise<TopicState> =>
  withAdmin(config, `reading the state of ${topic}`, (admin) => stateOf(admin, topic, groupId))

/**
 * Deletes a topic with its records, and the consumer group with what it has committed. What is absent is left
 * out. Returns what there was.
 * @throws TopicInUse when the group has members
 * @throws KafkaUnavailable when no broker responds in time
 */
export const deleteTopic = (config: KafkaSettings, topic: string, groupId: string): Promise<TopicState> =>
  withAdmin(config, `deleting ${topic}`, async (admin) => {
    const state = await stateOf(admin, topic, groupId)
    // The group first, because the broker refuses that while it has members.
    if (state.members !== undefined) await deleteGroup(admin, groupId, state.members)
    if (state.partitions > 0) await admin.deleteTopics({ topics: [topic] })
    await withinDeadline(deletionTimeoutMs, untilGone(admin, topic), () => {
      throw new Error(`the topic is still there after ${deletionTimeoutMs / 1000} s`)
    })
    return state
  })

const untilGone = async (admin: Admin, topic: string): Promise<void> => {
  while ((await admin.listTopics({})).includes(topic)) await pause(pollMs)
}

const deleteGroup = async (admin: Admin, groupId: string, members: number): Promise<void> => {
  if (members > 0) throw new TopicInUse(groupId)
  try {
    await admin.deleteGroups({ groups: [groupId] })
  } catch (error) {
    if (isBrokerError(error, 'GROUP_ID_NOT_FOUND')) return
    throw isBrokerError(error, 'NON_EMPTY_GROUP') ? new TopicInUse(groupId, error) : error
  }
}

const stateOf = async (admin: Admin, topic: string, groupId: string): Promise<TopicState> => {
  const isThere = (await admin.listTopics({})).includes(topic)
  const described = isThere ? await admin.metadata({ topics: [topic] }) : undefined
  const groups = await admin.listGroups({})
  const group = groups.has(groupId) ? await admin.describeGroups({ groups: [groupId] }) : undefined
  return {
    partitions: described?.topics.get(topic)?.partitionsCount ?? 0,
    members: group?.get(groupId)?.members.size,
  }
}

const withAdmin = async <Result>(
  config: KafkaSettings,
  action: string,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> => {
  const { Admin } = await import('@platformatic/kafka')
  const admin = new Admin({
    ...(await kafkaConnection(config)),
    retries: 3,
    retryDelay: 200,
    timeout: requestTimeoutMs,
    connectTimeout: requestTimeoutMs,
  })
  try {
    return await work(admin)
  } catch (cause) {
    throw cause instanceof TopicInUse ? cause : new KafkaUnavailable(action, cause)
  } finally {
    await admin.close().catch(() => undefined)
  }
}
