import { KafkaClient } from '@aws-sdk/client-kafka'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ConfigurationError } from '../config/settings.ts'
import { isSecretChanged } from '../secrets/secret.ts'
import { startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { type KafkaConnection, kafkaConnection, kafkaSettings } from './connection.ts'
import { connectToken } from './msk.ts'

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('KAFKA_')) delete process.env[name]
})
afterEach(() => {
  process.env = { ...before }
})

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

const connectionWith = async (environment: Record<string, string>) => {
  Object.assign(process.env, environment)
  const config = kafkaSettings()
  return config && kafkaConnection(config)
}

const loginOf = async (connection: KafkaConnection | undefined): Promise<string[]> => {
  if (connection?.sasl?.mechanism !== 'SCRAM-SHA-512') throw new Error('there is no SCRAM user')
  return [await connection.sasl.username(), await connection.sasl.password()]
}

describe('the connection', () => {
  test('there is no Kafka when neither brokers nor a cluster are set', () => {
    expect(kafkaSettings()).toBeUndefined()
  })

  test('brokers without TLS', async () => {
    expect(await connectionWith({ KAFKA_BROKERS: 'a:9092, b:9092,' })).toEqual({
      clientId: 'finance-service',
      bootstrapBrokers: ['a:9092', 'b:9092'],
    })
  })

  test('brokers with TLS, a private authority and a SCRAM user', async () => {
    const environment = {
      KAFKA_BROKERS: 'a:9096',
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: pem,
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
    }
    const connection = await connectionWith(environment)
    expect(connection).toMatchObject({
      clientId: 'finance-service',
      bootstrapBrokers: ['a:9096'],
      tls: { ca: pem },
      tlsServerName: true,
      sasl: { mechanism: 'SCRAM-SHA-512' },
    })
    expect(await loginOf(connection)).toEqual(['u', 'p'])
  })

  test('a user without a password is rejected by a message that contains no value', async () => {
    const connecting = connectionWith({ KAFKA_BROKERS: 'a:9092', KAFKA_SASL_USERNAME: 'visible-user' })
    await expect(connecting).rejects.toThrow(ConfigurationError)
    await expect(connecting).rejects.not.toThrow(/visible-user/)
    await expect(connecting).rejects.toThrow(/KAFKA_SASL_PASSWORD/)
  })

  test('a user without a variable is that of the secret, and each login reads both again', async () => {
    const secrets = await startSecretsManager()
    const KAFKA_SASL_PASSWORD_SECRET_ARN = secrets.put('kafka', '{"username":"u-1","password":"p-1"}')
    const environment = { KAFKA_BROKERS: 'a:9096', KAFKA_SASL_PASSWORD_SECRET_ARN, ...secrets.environment }
    const connection = await connectionWith(environment)
    expect(await loginOf(connection)).toEqual(['u-1', 'p-1'])
    secrets.put('kafka', '{"username":"u-2","password":"p-2"}')
    expect(await isSecretChanged('KAFKA_SASL_PASSWORD', 'p-1')).toBe(true)
    expect(await loginOf(connection)).toEqual(['u-2', 'p-2'])
    await secrets.close()
  })

  test('an ARN without a region is rejected', async () => {
    await expect(connectionWith({ KAFKA_CLUSTER_ARN: 'finance' })).rejects.toThrow(
      /KAFKA_CLUSTER_ARN is not valid/,
    )
  })
})

test('a token for MSK is the signed URL of kafka-cluster:Connect and is valid for 15 minutes', async () => {
  const client = new KafkaClient({
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  })
  const url = new URL(Buffer.from(await connectToken(client.config, 'ap-south-1'), 'base64url').toString())
  expect(url.origin).toBe('https://kafka.ap-south-1.amazonaws.com')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: 'kafka-cluster:Connect',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': expect.stringMatching(
      /^AKIDEXAMPLE\/\d{8}\/ap-south-1\/kafka-cluster\/aws4_request$/,
    ),
    'X-Amz-Date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'User-Agent': 'finance-service',
  })
})
