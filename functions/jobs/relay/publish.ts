import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { deliverDirectly, type NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { publish } from '../../../infra/kafka/producer.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'

/**
 * Publishes the records of a page: to Kafka when KAFKA_BROKERS or KAFKA_CLUSTER_ARN is set, otherwise
 * directly to the function that Kafka would start.
 * @throws KafkaUnavailable when the records are not acknowledged in time
 * @throws RecordsNotProcessed when the function does not process them
 */
export const publishPage = async (records: readonly NumberedRecord[]): Promise<void> => {
  if (records.length === 0) return
  if (kafkaSettings()) await publish(invoiceTopic, records)
  else await deliverDirectly('project-invoices', invoiceTopic, records)
}
