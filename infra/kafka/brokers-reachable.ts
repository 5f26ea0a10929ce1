import { kafkaConnection, kafkaSettings } from './connection.ts'
import { KafkaUnavailable } from './errors.ts'

/**
 * Asks the brokers for their metadata, with no retries. Nothing to ask where there is no Kafka.
 * @throws KafkaUnavailable
 */
export const assertBrokersReachable = async (): Promise<void> => {
  const config = kafkaSettings()
  if (!config) return
  const { Admin } = await import('@platformatic/kafka')
  const admin = new Admin({
    ...(await kafkaConnection(config)),
    retries: 0,
    timeout: 1_500,
    connectTimeout: 1_500,
  })
  try {
    await admin.listTopics({ includeInternals: false })
  } catch (cause) {
    throw new KafkaUnavailable('asking for the topics', cause)
  } finally {
    await admin.close().catch(() => undefined)
  }
}
