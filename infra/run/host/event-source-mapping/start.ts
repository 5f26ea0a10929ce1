import type { MSKEvent } from 'aws-lambda'
import { type KafkaConnection, kafkaConnection, kafkaSettings } from '../../../kafka/connection.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { type EventSource, type EventSources, PublishError } from './event-source.ts'
import { startInProcessTopics } from './in-process-topics.ts'

/**
 * Starts every enabled event source mapping of the manifest: on the configured broker, or in this process
 * without one.
 */
export const startEventSources = async (
  manifest: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
): Promise<EventSources> => {
  const settings = kafkaSettings()
  const connection = settings && (await kafkaConnection(settings))
  const clusterArn = settings?.KAFKA_CLUSTER_ARN || localClusterArn(manifest.region)
  const bootstrapServers = connection?.bootstrapBrokers.join(',') ?? 'in-process'
  const sources = [...manifest.functions.values()].flatMap(({ key, topics }) =>
    topics
      .filter(({ enabled }) => enabled)
      .map((mapping): EventSource => {
        const eventSourceArn = typeof mapping.arn === 'string' ? mapping.arn : clusterArn
        const invoke = (event: MSKEvent) => lambda.invoke(key, event, 'RequestResponse')
        return { functionKey: key, mapping, eventSourceArn, bootstrapServers, invoke }
      }),
  )
  return connection ? startOnBroker(connection, sources) : startInProcessTopics(sources)
}

const startOnBroker = async (
  connection: KafkaConnection,
  sources: readonly EventSource[],
): Promise<EventSources> => {
  // Imported only here, because without a broker the Kafka client is not needed.
  const { startKafkaSource } = await import('./kafka-source.ts')
  const running = sources.map((source) => {
    const groupId = source.mapping.consumerGroupId ?? `finance-service-group-${source.functionKey}`
    return startKafkaSource({ source, connection, groupId })
  })
  return {
    onBroker: true,
    publish: () => Promise.reject(new PublishError('A Kafka broker is configured: produce to it')),
    async stop() {
      await Promise.all(running.map((source) => source.stop()))
    },
  }
}

const localClusterArn = (region: string): string =>
  `arn:aws:kafka:${region}:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1`
