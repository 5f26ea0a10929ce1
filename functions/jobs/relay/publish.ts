import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { deliverDirectly, type NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { publish } from '../../../infra/kafka/producer.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { projectionOf } from '../../read-model/versions.ts'

/**
 * Publishes the records of a page: to Kafka when KAFKA_BROKERS or KAFKA_CLUSTER_ARN is set, otherwise
 * directly to the functions that Kafka would start, one for each version of the read model that is live.
 * @throws KafkaUnavailable when the records are not acknowledged in time
 * @throws RecordsNotProcessed when the function does not process them
 */
export const publishPage = async (
  records: readonly NumberedRecord[],
  readVersions: () => Promise<readonly number[]>,
): Promise<void> => {
  if (records.length === 0) return
  if (kafkaSettings()) return publish(invoiceTopic, records)
  // Read for each page: a rebuild that begins now fills what was published before.
  for (const version of await readVersions())
    await deliverDirectly(projectionOf(version), invoiceTopic, records)
}
