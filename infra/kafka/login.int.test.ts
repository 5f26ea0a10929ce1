import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import { alterUserScramCredentialsV0, Connection } from '@platformatic/kafka'
import { type KeyPair, makeAuthority, signNodeCertificate } from '../run/aws/deploy/certificates.ts'
import { usablePort } from '../run/local/child-process/port.ts'
import { type Kafka, startKafka } from '../run/local/kafka/start.ts'
import { kafkaTest } from '../run/local/testing/kafka.ts'
import { type SecretsManagerServer, startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { closeProducers, publish } from './producer.ts'

const withKafka = await kafkaTest()

const before = { ...process.env }
let folder: string
let kafka: Kafka | undefined
let authority: KeyPair
let secrets: SecretsManagerServer
let port: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kafka-login-'))
  secrets = await startSecretsManager()
  authority = await makeAuthority('test')
  port = await usablePort({ port: undefined, user: 'test' })
  const certificate = await signNodeCertificate(authority, 'localhost')
  kafka = await startKafka({ dataDir: folder, secureListener: { port, ...certificate } })
}, 240_000)
beforeEach(async () => {
  await setPassword('p-1')
  process.env = {
    ...before,
    ...secrets.environment,
    LOG_LEVEL: 'silent',
    KAFKA_BROKERS: `localhost:${port}`,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA: authority.certificate,
    KAFKA_SASL_PASSWORD_SECRET_ARN: secrets.put('kafka', secretOf('p-1')),
  }
})
afterEach(async () => {
  await closeProducers()
  process.env = { ...before }
})
afterAll(async () => {
  await secrets.close()
  await kafka?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

const secretOf = (password: string) => JSON.stringify({ username: 'finance', password })

const scramSha512 = 2
const iterations = 4096

/** Creates the SCRAM user of the broker or changes its password, over the listener without a login. */
const setPassword = async (password: string): Promise<void> => {
  const [host = '', plainPort = ''] = kafka?.brokers.split(':') ?? []
  const connection = new Connection('test')
  await connection.connect(host, Number(plainPort))
  const salt = randomBytes(16)
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 64, 'sha512')
  const user = { name: 'finance', mechanism: scramSha512, iterations, salt, saltedPassword }
  await alterUserScramCredentialsV0.api.async(connection, [], [user])
  await connection.close()
}

/** The error of an attempt whose time was over, which on a busy machine may be before anything happened. */
const lateError = (error: unknown): Error | undefined =>
  error instanceof Error && error.cause instanceof Error && /no acknowledgement/.test(error.cause.message)
    ? error.cause
    : undefined

const loginErrorIn = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause.cause : undefined

/** Publishes a record, and again after each attempt that ended with one of these errors. */
const publishUnless = async (isAgain: (error: unknown) => boolean): Promise<void> => {
  for (;;) {
    try {
      return await publish('secure', [record])
    } catch (error) {
      if (!isAgain(error)) throw error
    }
  }
}
const publishOne = () => publishUnless((error) => lateError(error) !== undefined)
/** Until an error says that a login failed: on a busy machine an attempt may end before its login does. */
const publishUntilRefused = () => publishUnless((error) => loginErrorIn(error) === undefined)

const record = { key: 'invoice-acme_1', value: '{}', headers: {} }

withKafka('a broker with TLS, a private authority and a user in a secret accepts records', async () => {
  await publishOne()
})

withKafka('after a rotation records are accepted, also from a producer that is already open', async () => {
  await publishOne()
  await setPassword('p-2')
  secrets.put('kafka', secretOf('p-2'))
  await publishOne()
  await closeProducers()
  await publishOne()
})

withKafka('a password that the broker refuses makes it unavailable, and the error says so', async () => {
  const refusal = expect.objectContaining({ message: 'SASL authentication failed.' })
  await setPassword('p-3')
  await expect(publishUntilRefused()).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: { cause: refusal },
  })
})

withKafka('a broker whose certificate another authority signed is not used', async () => {
  process.env.KAFKA_SSL_CA = (await makeAuthority('other')).certificate
  await expect(publish('secure', [record])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})
