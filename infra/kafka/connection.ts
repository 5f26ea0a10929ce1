import { ConfigurationError, settings } from '../config/settings.ts'
import { mskAddress } from './msk.ts'

/** How the cluster is reached; every client of `@platformatic/kafka` takes it as part of its options. */
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
 * Undefined when neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set: then there is no Kafka.
 * @throws ConfigurationError when a setting is bad
 */
export const kafkaSettings = (): KafkaSettings | undefined => {
  const config = settings(names)
  if (!config.KAFKA_BROKERS && !config.KAFKA_CLUSTER_ARN) return undefined
  if (Boolean(config.KAFKA_SASL_USERNAME) !== Boolean(config.KAFKA_SASL_PASSWORD)) {
    throw new ConfigurationError([
      'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together: set both or neither',
    ])
  }
  return config
}

/**
 * KAFKA_BROKERS as given, in the clear, with TLS (KAFKA_SSL) and as a SCRAM user; or an MSK cluster by its ARN, always over
 * TLS: as a SCRAM user when one is given, else with the IAM identity of the process.
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
      bootstrapBrokers: listed(config.KAFKA_BROKERS),
      ...(config.KAFKA_SSL ? tls : {}),
      ...scram,
    }
  }
  if (!arn) throw new ConfigurationError(['KAFKA_BROKERS is not set and KAFKA_CLUSTER_ARN neither'])
  const { brokers, token } = await mskAddress(arn, scram ? 'scram' : 'iam')
  return {
    clientId: config.KAFKA_CLIENT_ID,
    bootstrapBrokers: listed(brokers),
    ...tls,
    ...(scram ?? { sasl: { mechanism: 'OAUTHBEARER' as const, token } }),
  }
}

const listed = (brokers: string): string[] =>
  brokers
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
