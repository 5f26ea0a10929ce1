import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type KeyPair, makeAuthority, signNodeCertificate } from '../run/aws/deploy/certificates.ts'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { type SecretsManagerServer, startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { append } from './append.ts'
import { callStore, closeEventStore } from './client.ts'
import { readStream } from './read.ts'
import { type SecureProxy, startSecureProxy } from './testing/secure-proxy.ts'

const before = { ...process.env }
let database: TestDatabase
let node: EventStoreNode
let authority: KeyPair
let proxy: SecureProxy
let secrets: SecretsManagerServer
let tests = 0

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  secrets = await startSecretsManager()
  authority = await makeAuthority('test')
  proxy = await startSecureProxy(node.port, await signNodeCertificate(authority, 'localhost'))
}, 60_000)
beforeEach(() => {
  proxy.setPassword('finance', 'p-1')
  process.env = {
    ...before,
    ...secrets.environment,
    LOG_LEVEL: 'silent',
    EVENTSTORE_CONNECTION_STRING: `esdb://localhost:${proxy.port}`,
    EVENTSTORE_SSL_CA: authority.certificate.replaceAll('\n', '\\n'),
    EVENTSTORE_POOL_SIZE: '1',
    EVENTSTORE_PASSWORD_SECRET_ARN: secrets.put(`store-${++tests}`, secretOf('p-1')),
  }
})
afterEach(async () => {
  jest.restoreAllMocks()
  secrets.failWith(undefined)
  await closeEventStore()
  process.env = { ...before }
})
afterAll(async () => {
  await proxy.close()
  await secrets.close()
  await node.stop()
  await database.drop()
})

const secretOf = (password: string) => JSON.stringify({ username: 'finance', password })

/** Changes the password in the store and then in Secrets Manager. */
const rotateTo = (password: string): void => {
  proxy.setPassword('finance', password)
  secrets.put(`store-${tests}`, secretOf(password))
}

const appendOne = (stream: string, revision = -1) =>
  append(stream, [{ id: randomUUID(), type: 'Happened', data: {}, metadata: {} }], revision)

describe('a store with TLS, a private authority and a password', () => {
  test('every kind of call is accepted', async () => {
    const stream = `secure-${randomUUID()}`
    expect(await appendOne(stream)).toBe(0)
    expect(await readStream(stream)).toHaveLength(1)
    await callStore('limiting', stream, (client) => client.setStreamMetadata(stream, { maxCount: 10 }))
    const all = await callStore('reading $all', '$all', async (client) => {
      const events: unknown[] = []
      for await (const event of client.readAll({ maxCount: 5 })) events.push(event)
      return events
    })
    expect(all.length).toBeGreaterThan(0)
  })

  test('the credentials may be variables or in the connection string', async () => {
    proxy.setPassword('admin', 'a:b@c/d')
    Object.assign(process.env, { EVENTSTORE_USERNAME: 'admin', EVENTSTORE_PASSWORD: 'a:b@c/d' })
    expect(await readStream('missing')).toEqual([])
    Object.assign(process.env, {
      EVENTSTORE_CONNECTION_STRING: `esdb://admin:a%3Ab%40c%2Fd@localhost:${proxy.port}?tls=true`,
      EVENTSTORE_USERNAME: '',
      EVENTSTORE_PASSWORD: '',
      EVENTSTORE_PASSWORD_SECRET_ARN: '',
    })
    expect(await readStream('missing')).toEqual([])
  })

  test('after a rotation every call succeeds, on the connection that is open', async () => {
    const stream = `rotated-${randomUUID()}`
    await appendOne(stream)
    const connections = proxy.connections()
    const calls = secrets.calls()
    rotateTo('p-2')
    const streams = Array.from({ length: 10 }, () => `rotated-${randomUUID()}`)
    expect(await Promise.all(streams.map((name) => appendOne(name)))).toEqual(streams.map(() => 0))
    expect(await appendOne(stream, 0)).toBe(1)
    expect(proxy.connections()).toBe(connections)
    expect(secrets.calls() - calls).toBe(1)
  })

  test('until the store has the new password the one before is sent', async () => {
    const stream = `early-${randomUUID()}`
    secrets.put(`store-${tests}`, secretOf('p-2'))
    expect(await appendOne(stream)).toBe(0)
    const calls = secrets.calls()
    expect(await readStream(stream)).toHaveLength(1)
    expect(secrets.calls()).toBe(calls)
    proxy.setPassword('finance', 'p-2')
    expect(await appendOne(stream, 0)).toBe(1)
    expect(await readStream(stream)).toHaveLength(2)
  })

  test('a password of longer ago is not sent', async () => {
    process.env.EVENTSTORE_PASSWORD_SECRET_ARN = secrets.put('store-old', secretOf('p-1'))
    secrets.put('store-old', secretOf('p-2'), Date.now() - 25 * 3_600_000)
    await expect(readStream('missing')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  test('while Secrets Manager has not the new password the store is unavailable, and then available', async () => {
    await readStream('missing')
    proxy.setPassword('finance', 'p-3')
    await expect(readStream('missing')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    rotateTo('p-3')
    const sixSecondsLater = Date.now() + 6_000
    jest.spyOn(Date, 'now').mockReturnValue(sixSecondsLater)
    expect(await readStream('missing')).toEqual([])
  })

  test('a wrong password in the environment is a mistake and not an outage', async () => {
    Object.assign(process.env, { EVENTSTORE_USERNAME: 'finance', EVENTSTORE_PASSWORD: 'wrong' })
    await expect(readStream('missing')).rejects.toMatchObject({ type: 'access-denied' })
  })

  test('without Secrets Manager the store is unavailable', async () => {
    secrets.failWith('AccessDeniedException')
    await expect(readStream('missing')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'SECRET_UNAVAILABLE' },
    })
  })

  test('a store whose certificate another authority signed is not used', async () => {
    process.env.EVENTSTORE_SSL_CA = (await makeAuthority('other')).certificate
    await expect(readStream('missing')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

describe('settings that contradict each other are rejected', () => {
  test.each([
    ['tls=false', /EVENTSTORE_SSL_CA has no effect with tls=false in EVENTSTORE_CONNECTION_STRING/],
    ['tlsCAFile=/etc/ca.pem', /EVENTSTORE_SSL_CA has no effect with tlsCAFile/],
  ])('a certificate and %s', async (option, message) => {
    process.env.EVENTSTORE_CONNECTION_STRING = `esdb://localhost:${proxy.port}?${option}`
    await expect(readStream('missing')).rejects.toThrow(message)
  })

  test('a password without a user', async () => {
    Object.assign(process.env, { EVENTSTORE_PASSWORD: 'p-1' })
    await expect(readStream('missing')).rejects.toThrow(
      /EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD must be set together/,
    )
  })
})

test.each(['?no such option', '?tls=perhaps', '?shout=loud'])(
  'neither an error nor a warning about the connection string contains the password: %s',
  async (options) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
    const address = `esdb://admin:hush-hush@localhost:${proxy.port}${options}`
    process.env.EVENTSTORE_CONNECTION_STRING = address
    const error = await readStream('missing').catch((caught: unknown) => caught)
    expect(JSON.stringify([String(error), warn.mock.calls])).not.toMatch(/hush-hush/)
    expect(warn.mock.calls.length + (error instanceof Error ? 1 : 0)).toBeGreaterThan(0)
  },
)
