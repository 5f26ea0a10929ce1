import type { MSKEvent } from 'aws-lambda'
import { type KafkaConnection, kafkaConnection, kafkaSettings } from '../../../kafka/connection.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import type { EventSource, EventSources } from './event-source.ts'

/**
 * Starts every enabled event source mapping of the manifest on the configured broker. Without a broker or a
 * topic there is nothing to start: without a broker the relay invokes the functions itself.
 */
export const startEventSources = async (
  manifest: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
): Promise<EventSources> => {
  const settings = kafkaSettings()
  const hasTopics = [...manifest.functions.values()].some(({ topics }) => topics.length > 0)
  if (!settings || !hasTopics) return { stop: async () => {} }
  const connection = await kafkaConnection(settings)
  const clusterArn = settings.KAFKA_CLUSTER_ARN || localClusterArn(manifest.region)
  const bootstrapServers = connection.bootstrapBrokers.join(',')
  const sources = [...manifest.functions.values()].flatMap(({ key, topics }) =>
    topics
      .filter(({ enabled }) => enabled)
      .map((mapping): EventSource => {
        const eventSourceArn = typeof mapping.arn === 'string' ? mapping.arn : clusterArn
        const invoke = (event: MSKEvent) => lambda.invoke(key, event, 'RequestResponse')
        return { functionKey: key, mapping, eventSourceArn, bootstrapServers, invoke }
      }),
  )
  return startOnBroker(connection, sources)
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
    async stop() {
      await Promise.all(running.map((source) => source.stop()))
    },
  }
}

const localClusterArn = (region: string): string =>
  `arn:aws:kafka:${region}:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1`
