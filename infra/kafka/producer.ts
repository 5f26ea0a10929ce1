import type { Admin, Producer } from '@platformatic/kafka'
import { ConfigurationError } from '../config/settings.ts'
import { hostRuntime, type TopicRecord } from '../lambda/runtime.ts'
import { withinDeadline } from '../process/deadline.ts'
import { type KafkaSettings, kafkaConnection, kafkaSettings } from './connection.ts'
import { KafkaUnavailable } from './errors.ts'
import { topicSettings } from './topic.ts'

/** Milliseconds from the call to the acknowledgement of every in-sync replica; then the attempt counts as failed. */
export const publishDeadline = 5_000

/** Retries of the client within the deadline. Its own default for an idempotent producer is to go on for ever. */
const persistence = { retries: 8, retryDelay: 250, timeout: 4_000, connectTimeout: 3_000 }

type TextProducer = Producer<string, string, string, string>
type Sender = { send(topic: string, records: TopicRecord[]): Promise<void>; close(): Promise<void> }

/** One producer a process and settings. It is dropped after a failure: what a half-known sequence would do next is not worth knowing. */
const senders = new Map<string, Promise<Sender>>()

/**
 * Puts records on a topic in their order: to Kafka when KAFKA_BROKERS or KAFKA_CLUSTER_ARN is set, else to the host that the
 * function runs in. Resolves once all of them are acknowledged. Records of one key stay in order; after a failure a part may
 * have arrived, so repeat the whole call.
 * @throws KafkaUnavailable (STORE_UNAVAILABLE), ConfigurationError when there is neither Kafka nor host
 */
export const publish = async (topic: string, records: TopicRecord[]): Promise<void> => {
  if (records.length === 0) return
  const config = kafkaSettings()
  if (config) return toKafka(config, topic, records)
  const host = hostRuntime()
  if (!host)
    throw new ConfigurationError([
      'KAFKA_BROKERS is not set (nor KAFKA_CLUSTER_ARN), and no host hands records on',
    ])
  return host.publish(topic, records)
}

const toKafka = async (config: KafkaSettings, topic: string, records: TopicRecord[]): Promise<void> => {
  const key = JSON.stringify(config)
  const sender = senders.get(key) ?? opened(config)
  senders.set(key, sender)
  try {
    await withinDeadline(
      publishDeadline,
      sender.then((open) => open.send(topic, records)),
      noAnswer,
    )
  } catch (cause) {
    if (senders.get(key) === sender) senders.delete(key)
    sender.then((open) => open.close()).catch(() => undefined)
    if (cause instanceof ConfigurationError) throw cause
    throw new KafkaUnavailable(`publishing ${records.length} records to ${topic}`, cause)
  }
}

const noAnswer = (): never => {
  throw new Error(`no answer within ${publishDeadline} ms`)
}

/** The client holds WebAssembly, which cannot be bundled: it is loaded from node_modules, and only where there is Kafka. */
const opened = async (config: KafkaSettings): Promise<Sender> => {
  const { Admin, compatibilityPartitioner, Producer, stringSerializers } = await import('@platformatic/kafka')
  const connection = await kafkaConnection(config)
  const producer: TextProducer = new Producer({
    ...connection,
    ...persistence,
    idempotent: true,
    serializers: stringSerializers,
    partitioner: compatibilityPartitioner,
  })
  const admin = new Admin({ ...connection, ...persistence })
  const topics = new Map<string, Promise<void>>()
  return {
    async send(topic, records) {
      const ready = topics.get(topic) ?? createTopic(admin, topic)
      topics.set(topic, ready)
      await ready
      await producer.send({ messages: records.map((record) => ({ topic, ...record })) })
    },
    close: async () => {
      await Promise.all([producer.close(true), admin.close()])
    },
  }
}

/** With our settings when it is absent; a topic that exists stays as its operator made it. */
const createTopic = async (admin: Admin, topic: string): Promise<void> => {
  const existing = await admin.listTopics({})
  if (existing.includes(topic)) return
  try {
    await admin.createTopics({
      topics: [topic],
      partitions: topicSettings.partitions,
      configs: [...topicSettings.configs],
    })
  } catch (error) {
    if (!isAlreadyThere(error)) throw error
  }
}

/** Another process was faster. The client nests the broker's answer in aggregates. */
const isAlreadyThere = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if ('apiId' in error && error.apiId === 'TOPIC_ALREADY_EXISTS') return true
  return error instanceof AggregateError ? error.errors.some(isAlreadyThere) : isAlreadyThere(error.cause)
}

/** Closes every producer; without it the process would not end. Call it when nothing publishes any more. */
export const closeProducer = async (): Promise<void> => {
  const open = [...senders.values()]
  senders.clear()
  await Promise.all(open.map((sender) => sender.then((opened) => opened.close()).catch(() => undefined)))
}
