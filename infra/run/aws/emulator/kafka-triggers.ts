import type { MSKEvent } from 'aws-lambda'
import type { EventSources } from '../../host/event-source-mapping/event-source.ts'
import { startKafkaSource } from '../../host/event-source-mapping/kafka-source.ts'
import type { Lambda } from '../../host/lambda.ts'
import type { Manifest } from '../../host/manifest.ts'

const clusterArn =
  'arn:aws:kafka:ap-southeast-1:000000000000:cluster/finance/00000000-0000-0000-0000-000000000000-1'

/** Starts the msk triggers of the manifest on a broker without encryption. */
export const startKafkaTriggers = (
  manifest: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
  brokers: string,
): EventSources => {
  const connection = { clientId: 'aws-emulator', bootstrapBrokers: brokers.split(',') }
  const running = [...manifest.functions.values()].flatMap(({ key, topics }) =>
    topics.map((mapping) =>
      startKafkaSource({
        source: {
          functionKey: key,
          mapping,
          eventSourceArn: clusterArn,
          bootstrapServers: brokers,
          invoke: (event: MSKEvent) => lambda.invoke(key, event, 'RequestResponse'),
        },
        connection,
        groupId: mapping.consumerGroupId ?? key,
      }),
    ),
  )
  return {
    async stop() {
      await Promise.all(running.map((source) => source.stop()))
    },
  }
}
