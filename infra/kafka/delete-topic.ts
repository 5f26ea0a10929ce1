import { setTimeout as pause } from 'node:timers/promises'
import type { Admin } from '@platformatic/kafka'
import { withinDeadline } from '../process/deadline.ts'
import { type KafkaSettings, kafkaConnection } from './connection.ts'
import { isBrokerError, KafkaUnavailable } from './errors.ts'

/** A topic and the groups that consume it, as the brokers know them. */
export type TopicState = {
  /** 0 when the topic does not exist. */
  partitions: number
  groups: readonly GroupState[]
}
/** `members` is undefined when the group does not exist. */
type GroupState = { id: string; members: number | undefined }

/** A group of the topic has members, so a consumer runs. The topic was not deleted. */
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
export const readTopicState = (
  config: KafkaSettings,
  topic: string,
  groupIds: readonly string[],
): Promise<TopicState> =>
  withAdmin(config, `reading the state of ${topic}`, (admin) => stateOf(admin, topic, groupIds))

/**
 * Deletes a topic with its records, and the consumer groups with what they have committed. What is absent is
 * left out. Returns what there was.
 * @throws TopicInUse when a group has members
 * @throws KafkaUnavailable when no broker responds in time
 */
export const deleteTopic = (
  config: KafkaSettings,
  topic: string,
  groupIds: readonly string[],
): Promise<TopicState> =>
  withAdmin(config, `deleting ${topic}`, async (admin) => {
    const state = await stateOf(admin, topic, groupIds)
    const used = state.groups.find(({ members = 0 }) => members > 0)
    if (used) throw new TopicInUse(used.id)
    // The groups first, because the broker refuses that while they have members.
    for (const { id, members } of state.groups) if (members !== undefined) await deleteGroup(admin, id)
    if (state.partitions > 0) await admin.deleteTopics({ topics: [topic] })
    await withinDeadline(deletionTimeoutMs, untilGone(admin, topic), () => {
      throw new Error(`the topic is still there after ${deletionTimeoutMs / 1000} s`)
    })
    return state
  })

const untilGone = async (admin: Admin, topic: string): Promise<void> => {
  while ((await admin.listTopics({})).includes(topic)) await pause(pollMs)
}

const deleteGroup = async (admin: Admin, groupId: string): Promise<void> => {
  try {
    await admin.deleteGroups({ groups: [groupId] })
  } catch (error) {
    if (isBrokerError(error, 'GROUP_ID_NOT_FOUND')) return
    throw isBrokerError(error, 'NON_EMPTY_GROUP') ? new TopicInUse(groupId, error) : error
  }
}

const stateOf = async (admin: Admin, topic: string, groupIds: readonly string[]): Promise<TopicState> => {
  const isThere = (await admin.listTopics({})).includes(topic)
  const described = isThere ? await admin.metadata({ topics: [topic] }) : undefined
  const all = await admin.listGroups({})
  const known = groupIds.filter((id) => all.has(id))
  const found = known.length > 0 ? await admin.describeGroups({ groups: known }) : undefined
  return {
    partitions: described?.topics.get(topic)?.partitionsCount ?? 0,
    groups: groupIds.map((id) => ({ id, members: found?.get(id)?.members.size })),
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
