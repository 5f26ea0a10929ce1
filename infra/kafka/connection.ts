import { ConfigurationError, settings } from '../config/settings.ts'
import { findMskAddress } from './msk.ts'

/** The connection options of every client of `@platformatic/kafka`. */
export type KafkaConnection = {
  clientId: string
  bootstrapBrokers: string[]
  tls?: { ca?: string }
  tlsServerName?: boolean
  sasl?:
    | { mechanism: 'SCRAM-SHA-512'; username: string; password: string }
    | { mechanism: 'OAUTHBEARER'; token: () => Promise<string> }
}

const names = [
  'KAFKA_BROKERS',
  'KAFKA_CLUSTER_ARN',
  'KAFKA_CLIENT_ID',
  'KAFKA_SSL',
  'KAFKA_SSL_CA',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
] as const

export type KafkaSettings = ReturnType<typeof settings<(typeof names)[number]>>

/**
 * Returns undefined when neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set, because then there is no Kafka.
 * @throws ConfigurationError when a setting is invalid, or when only one of SASL user and password is set
 */
export const kafkaSettings = (): KafkaSettings | undefined => {
  const config = settings(names)
  if (!config.KAFKA_BROKERS && !config.KAFKA_CLUSTER_ARN) return undefined
  if (Boolean(config.KAFKA_SASL_USERNAME) !== Boolean(config.KAFKA_SASL_PASSWORD)) {
    throw new ConfigurationError(['KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD must be set together'])
  }
  return config
}

/**
 * Returns how to connect. KAFKA_BROKERS are used as they are: without encryption unless KAFKA_SSL is set, and
 * as a SCRAM user if there is one. The brokers of an MSK cluster are looked up by its ARN and always use TLS:
 * as a SCRAM user if there is one, otherwise with the IAM identity of the process.
 * @throws ConfigurationError when the ARN is invalid or the cluster has no suitable listeners
 */
export const kafkaConnection = async (config: KafkaSettings): Promise<KafkaConnection> => {
  const {
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
    KAFKA_SSL_CA: ca,
    KAFKA_CLUSTER_ARN: arn,
  } = config
  const scram =
    username && password ? { sasl: { mechanism: 'SCRAM-SHA-512' as const, username, password } } : undefined
  const tls = { tls: ca ? { ca } : {}, tlsServerName: true }
  if (config.KAFKA_BROKERS) {
    return {
      clientId: config.KAFKA_CLIENT_ID,
      bootstrapBrokers: splitBrokers(config.KAFKA_BROKERS),
      ...(config.KAFKA_SSL ? tls : {}),
      ...scram,
    }
  }
  if (!arn) throw new ConfigurationError(['Neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set'])
  const { brokers, token } = await findMskAddress(arn, scram ? 'scram' : 'iam')
  return {
    clientId: config.KAFKA_CLIENT_ID,
    bootstrapBrokers: splitBrokers(brokers),
    ...tls,
    ...(scram ?? { sasl: { mechanism: 'OAUTHBEARER' as const, token } }),
  }
}

const splitBrokers = (brokers: string): string[] =>
  brokers
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
