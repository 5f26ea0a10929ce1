import { KafkaClient } from '@aws-sdk/client-kafka'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ConfigurationError } from '../config/settings.ts'
import { kafkaConnection, kafkaSettings } from './connection.ts'
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
    expect(await connectionWith(environment)).toEqual({
      clientId: 'finance-service',
      bootstrapBrokers: ['a:9096'],
      tls: { ca: pem },
      tlsServerName: true,
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' },
    })
  })

  test('a user without a password is rejected by a message that contains no value', async () => {
    const connecting = connectionWith({ KAFKA_BROKERS: 'a:9092', KAFKA_SASL_USERNAME: 'visible-user' })
    await expect(connecting).rejects.toThrow(ConfigurationError)
    await expect(connecting).rejects.not.toThrow(/visible-user/)
    await expect(connecting).rejects.toThrow(/KAFKA_SASL_PASSWORD/)
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
