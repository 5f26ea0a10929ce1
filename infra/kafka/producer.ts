import type { Admin, Producer } from '@platformatic/kafka'
import { ConfigurationError } from '../config/settings.ts'
import { inCallSpan, linkTo } from '../observability/trace.ts'
import { withinDeadline } from '../process/deadline.ts'
import { maxIdleMs, timeLeftMs } from '../process/time-left.ts'
import { type KafkaSettings, kafkaConnection, kafkaSettings, type OnLogin } from './connection.ts'
import { isBrokerError, KafkaUnavailable } from './errors.ts'
import { type TopicRecord, topicSettings } from './topic.ts'

/**
 * From the call to the acknowledgement by every in-sync replica; later the attempt counts as failed. It is
 * shorter when the running invocation has less time left.
 */
const publishDeadlineMs = 5_000

/** The client retries within the deadline. By default its idempotent producer would retry forever. */
const retryOptions = { retries: 8, retryDelay: 250, timeout: 4_000, connectTimeout: 3_000 }

type TextProducer = Producer<string, string, string, string>
type Sender = { send(topic: string, records: readonly TopicRecord[]): Promise<void>; close(): Promise<void> }

/**
 * One for each configuration. It is dropped after a failure, because the state of its sequence numbers is
 * then unknown.
 */
const senders = new Map<string, { sender: Promise<Sender>; usedAtMs: number }>()

/**
 * The last login of a sender, if it failed. The client repeats a login for longer than a publication may
 * take, so nobody would otherwise see why there was no acknowledgement.
 */
const failedLogins = new WeakMap<Promise<Sender>, Error>()

/**
 * Publishes records to a topic of Kafka. Resolves when all records are acknowledged. Records with the same
 * key keep their order. After a failure some of the records may have been published, so repeat the whole
 * call.
 * @throws KafkaUnavailable when the records are not acknowledged in time
 * @throws ConfigurationError when neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set
 */
export const publish = async (topic: string, records: readonly TopicRecord[]): Promise<void> => {
  if (records.length === 0) return
  const config = kafkaSettings()
  if (!config) throw new ConfigurationError(['Neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set'])
  const key = JSON.stringify(config)
  const sender = freshSender(key, config)
  try {
    await inCallSpan(
      'Kafka',
      () => spanAttributes(topic, records.length),
      async (span) => {
        linkTo(span, producersOf(records))
        const deadlineMs = Math.min(publishDeadlineMs, timeLeftMs())
        if (deadlineMs <= 0) return failLate(deadlineMs)
        const sending = sender.then((open) => open.send(topic, records))
        return withinDeadline(deadlineMs, sending, () => failLate(deadlineMs))
      },
    )
    // Another call may have failed meanwhile and closed it.
    if (senders.get(key)?.sender === sender) senders.set(key, { sender, usedAtMs: Date.now() })
  } catch (cause) {
    dropSender(key, sender)
    if (cause instanceof ConfigurationError) throw cause
    const action = `publishing ${records.length} records to ${topic}`
    throw new KafkaUnavailable(action, withLogin(cause, failedLogins.get(sender)))
  }
}

const freshSender = (key: string, config: KafkaSettings): Promise<Sender> => {
  const last = senders.get(key)
  if (last !== undefined && Date.now() - last.usedAtMs <= maxIdleMs) return last.sender
  if (last !== undefined) dropSender(key, last.sender)
  const sender: Promise<Sender> = openSender(config, (error) => {
    if (error === undefined) failedLogins.delete(sender)
    else failedLogins.set(sender, error)
  })
  senders.set(key, { sender, usedAtMs: Date.now() })
  return sender
}

const dropSender = (key: string, sender: Promise<Sender>): void => {
  if (senders.get(key)?.sender === sender) senders.delete(key)
  sender.then((open) => open.close()).catch(() => undefined)
}

/** The spans of the commands whose events the records are, as `traceparent`. */
const producersOf = (records: readonly TopicRecord[]): string[] =>
  records.slice(0, maxLinks).flatMap(({ headers: { traceparent } }) => traceparent ?? [])

/** A span has no more links than this. */
const maxLinks = 100

const spanAttributes = (topic: string, count: number) => ({
  'messaging.system': 'kafka',
  'messaging.operation.name': 'publish',
  'messaging.destination.name': topic,
  'messaging.batch.message_count': count,
})

const failLate = (deadlineMs: number): never => {
  throw new Error(`no acknowledgement within ${Math.round(Math.max(0, deadlineMs))} ms`)
}

/** Whether the time was over or the client gave up: a login that failed is the reason. */
const withLogin = (failure: unknown, login: Error | undefined): unknown =>
  login !== undefined && failure instanceof Error ? new Error(failure.message, { cause: login }) : failure

/**
 * The client contains WebAssembly, which cannot be bundled: it is loaded from node_modules, and only with
 * Kafka.
 */
const openSender = async (config: KafkaSettings, onLogin: OnLogin): Promise<Sender> => {
  const { Admin, compatibilityPartitioner, Producer, stringSerializers } = await import('@platformatic/kafka')
  const connection = await kafkaConnection(config, onLogin)
  const producer: TextProducer = new Producer({
    ...connection,
    ...retryOptions,
    idempotent: true,
    serializers: stringSerializers,
    partitioner: compatibilityPartitioner,
  })
  const admin = new Admin({ ...connection, ...retryOptions })
  const topics = new Map<string, Promise<void>>()
  return {
    async send(topic, records) {
      const ready = topics.get(topic) ?? createMissingTopic(admin, topic)
      topics.set(topic, ready)
      await ready
      await producer.send({
        messages: records.map(({ key, value, headers }) => ({ topic, key, value, headers })),
      })
    },
    close: async () => {
      await Promise.all([producer.close(true), admin.close()])
    },
  }
}

/** Creates a missing topic with our settings. An existing topic keeps the settings of its operator. */
const createMissingTopic = async (admin: Admin, topic: string): Promise<void> => {
  const existing = await admin.listTopics({})
  if (existing.includes(topic)) return
  try {
    await admin.createTopics({
      topics: [topic],
      partitions: topicSettings.partitions,
      configs: [...topicSettings.configs],
    })
  } catch (error) {
    // Another process has created it meanwhile.
    if (!isBrokerError(error, 'TOPIC_ALREADY_EXISTS')) throw error
  }
}

/**
 * Closes every producer, because the process would not end otherwise. Call it when nothing publishes any
 * more.
 */
export const closeProducers = async (): Promise<void> => {
  const open = [...senders.values()]
  senders.clear()
  await Promise.all(open.map(({ sender }) => sender.then(({ close }) => close()).catch(() => undefined)))
}
