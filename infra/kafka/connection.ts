import type { SASLCustomAuthenticator } from '@platformatic/kafka'
import { ConfigurationError, secretSource, settings } from '../config/settings.ts'
import { isSecretChanged, readSecret, secret } from '../secrets/secret.ts'
import { findMskAddress } from './msk.ts'

type ScramLogin = {
  mechanism: 'SCRAM-SHA-512'
  username: () => Promise<string>
  password: () => Promise<string>
  authenticate: SASLCustomAuthenticator
}

/** The connection options of every client of `@platformatic/kafka`. */
export type KafkaConnection = {
  clientId: string
  bootstrapBrokers: string[]
  tls?: { ca?: string }
  tlsServerName?: boolean
  sasl?: ScramLogin | { mechanism: 'OAUTHBEARER'; token: () => Promise<string> }
}

export type OnLogin = (error: Error | undefined) => void

const names = [
  'KAFKA_BROKERS',
  'KAFKA_CLUSTER_ARN',
  'KAFKA_CLIENT_ID',
  'KAFKA_SSL',
  'KAFKA_SSL_CA',
  'KAFKA_SASL_USERNAME',
] as const

export type KafkaSettings = ReturnType<typeof settings<(typeof names)[number]>> & {
  /** Whether there is a SCRAM user. */
  usesScram: boolean
}

/**
 * Returns undefined when neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set, because then there is no Kafka.
 * @throws ConfigurationError when a setting is invalid, or when only one of SASL user and password is set; a
 * password that an ARN names may have its user beside it
 */
export const kafkaSettings = (): KafkaSettings | undefined => {
  const config = settings(names)
  if (!config.KAFKA_BROKERS && !config.KAFKA_CLUSTER_ARN) return undefined
  const password = secretSource('KAFKA_SASL_PASSWORD')
  const usesScram = 'arn' in password || password.text !== undefined
  const isUserMissing = !('arn' in password) && usesScram && config.KAFKA_SASL_USERNAME === undefined
  if (isUserMissing || (!usesScram && config.KAFKA_SASL_USERNAME !== undefined))
    throw new ConfigurationError(['KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD must be set together'])
  return { ...config, usesScram }
}

/**
 * Returns how to connect. KAFKA_BROKERS are used as they are: without encryption unless KAFKA_SSL is set, and
 * as a SCRAM user if there is one. The brokers of an MSK cluster are looked up by its ARN and always use TLS:
 * as a SCRAM user if there is one, otherwise with the IAM identity of the process.
 * `onLogin` gets the error of each login as a SCRAM user that failed, and undefined after one that did not.
 * @throws ConfigurationError when the ARN is invalid or the cluster has no suitable listeners
 */
export const kafkaConnection = async (
  config: KafkaSettings,
  onLogin: OnLogin = () => undefined,
): Promise<KafkaConnection> => {
  const { KAFKA_SSL_CA: ca, KAFKA_CLUSTER_ARN: arn, usesScram } = config
  const scram = usesScram ? { sasl: await scramLogin(config, onLogin) } : undefined
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

/**
 * The client asks for user and password at each login, and repeats a login that failed. After a refusal the
 * password is fetched again, so that the repetition has the new one if it was rotated.
 */
const scramLogin = async (
  { KAFKA_SASL_USERNAME: configuredUser }: KafkaSettings,
  onLogin: OnLogin,
): Promise<ScramLogin> => {
  const { saslScramSha } = await import('@platformatic/kafka')
  let sent: string | undefined
  return {
    mechanism: 'SCRAM-SHA-512',
    username: async () => configuredUser ?? (await userOfSecret()),
    password: async () => {
      sent = await secret('KAFKA_SASL_PASSWORD')
      return sent ?? ''
    },
    authenticate: (...[, connection, api, user = '', password = '', , callback]) => {
      const finish: typeof callback = (error, response) => {
        onLogin(error ?? undefined)
        if (!error) return callback(null, response)
        isSecretChanged('KAFKA_SASL_PASSWORD', sent)
          .catch(() => false)
          .finally(() => callback(error, response))
      }
      saslScramSha.authenticate(
        api,
        connection,
        'SHA-512',
        user,
        password,
        saslScramSha.defaultCrypto,
        finish,
      )
    },
  }
}

const userOfSecret = async (): Promise<string> => {
  const { username } = await readSecret('KAFKA_SASL_PASSWORD')
  if (username !== undefined) return username
  throw new ConfigurationError(['KAFKA_SASL_USERNAME is not set, and the secret of its password has none'])
}

const splitBrokers = (brokers: string): string[] =>
  brokers
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
