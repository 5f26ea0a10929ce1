import type { MSKEvent } from 'aws-lambda'
import { type KafkaSettings, kafkaConnection, kafkaSettings } from '../../../kafka/connection.ts'
import type { Lambda } from '../lambda.ts'
import type { FunctionDeclaration, Manifest } from '../manifest.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { PublishError, playTopics, type Topics } from './in-process.ts'

type Mapped = { declaration: FunctionDeclaration; mapping: TopicMapping }

/** Starts every enabled event source mapping: on the broker that the configuration names, else without one. */
export const playEventSources = async (
  manifest: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
): Promise<Topics> => {
  const mappings = [...manifest.functions.values()].flatMap((declaration): Mapped[] =>
    declaration.topics.filter(({ enabled }) => enabled).map((mapping) => ({ declaration, mapping })),
  )
  const invoke = (functionKey: string, event: MSKEvent) =>
    lambda.invoke(functionKey, event, 'RequestResponse')
  const config = kafkaSettings()
  const arn = ({ arn }: TopicMapping) =>
    typeof arn === 'string' ? arn : config?.KAFKA_CLUSTER_ARN || localCluster(manifest.region)
  if (!config) return playTopics({ mappings, invoke, eventSourceArn: arn })
  return onBroker(config, mappings, (mapped) => ({ ...mapped, eventSourceArn: arn(mapped.mapping), invoke }))
}

type Described = Mapped & {
  eventSourceArn: string
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
}

const onBroker = async (
  config: KafkaSettings,
  mappings: Mapped[],
  described: (mapped: Mapped) => Described,
): Promise<Topics> => {
  // Loaded here only: without a broker nothing of the client is needed.
  const { playKafka } = await import('./kafka.ts')
  const connection = await kafkaConnection(config)
  const sources = mappings.map((mapped) => {
    const groupId = mapped.mapping.consumerGroupId ?? `finance-service-group-${mapped.declaration.key}`
    return playKafka({ ...described(mapped), connection, groupId })
  })
  return {
    onBroker: true,
    publish: () => Promise.reject(new PublishError('A Kafka broker is configured: produce to it')),
    async stop() {
      await Promise.all(sources.map((source) => source.stop()))
    },
  }
}

const localCluster = (region: string): string =>
  `arn:aws:kafka:${region}:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1`
