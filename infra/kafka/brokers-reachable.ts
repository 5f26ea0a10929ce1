import { kafkaConnection, kafkaSettings } from './connection.ts'
import { KafkaUnavailable } from './errors.ts'

const timeoutMs = 1_500

/**
 * Reads the list of topics, without retries. Does nothing when there is no Kafka.
 * @throws KafkaUnavailable when no broker responds in time
 * @throws ConfigurationError when a setting is invalid
 */
export const assertBrokersReachable = async (): Promise<void> => {
  const config = kafkaSettings()
  if (!config) return
  const { Admin } = await import('@platformatic/kafka')
  const admin = new Admin({
    ...(await kafkaConnection(config)),
    retries: 0,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
  })
  try {
    await admin.listTopics({ includeInternals: false })
  } catch (cause) {
    throw new KafkaUnavailable('listing the topics', cause)
  } finally {
    await admin.close().catch(() => undefined)
  }
}
