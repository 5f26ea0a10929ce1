import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test } from '@jest/globals'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { type HostRuntime, provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { closeConnections } from '../../../infra/postgres/connect.ts'
import { closeRedisConnections } from '../../../infra/redis/shared-connection.ts'
import { handler } from './handler.ts'

afterEach(async () => {
  provideHostRuntime(undefined)
  await closeEventStore()
  await closeConnections()
  await closeRedisConnections()
})

/** The stores are not reachable. */
const unreachable = {
  LOG_LEVEL: 'silent',
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: '1',
  DATABASE_READER_PASSWORD: 'r',
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
}

const getReport = async (resource: string, variables: Record<string, string>) => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const { statusCode, body } = await environment.run({ ...unreachable, ...variables }, () =>
    handler({ resource }),
  )
  return { status: statusCode, report: JSON.parse(body) }
}

test('while stores are down, live is 200 and ready is 503', async () => {
  expect(await getReport('/health/live', {})).toMatchObject({
    status: 200,
    report: { status: 'ok', error: { database: {}, eventstore: {} } },
  })
  expect(await getReport('/health/ready', {})).toMatchObject({
    status: 503,
    report: { status: 'error', error: { migrations: {} } },
  })
})

test.each<[string, Record<string, string>]>([
  ['brokers without a port', { KAFKA_BROKERS: 'kafka' }],
  ['a user without a password', { KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_USERNAME: 'hush' }],
])('%s are reported as an error of Kafka beside the other errors', async (_, variables) => {
  const { status, report } = await getReport('/health/ready', variables)
  expect([status, Object.keys(report.error).sort()]).toEqual([
    503,
    ['database', 'eventstore', 'kafka', 'migrations'],
  ])
  expect(report.error.kafka).toEqual({ status: 'down', message: 'is misconfigured' })
  expect(JSON.stringify(report)).not.toContain('hush')
})

test('the report has no item for Kafka or Redis where none is configured', async () => {
  const { report } = await getReport('/health/ready', {})
  expect(Object.keys(report.details).sort()).toEqual(['database', 'eventstore', 'migrations', 'projection'])
})

test('a Redis that cannot be reached is down in the report', async () => {
  const { report } = await getReport('/health/ready', { REDIS_URL: 'redis://:hush@127.0.0.1:1' })
  expect(report.error.cache).toEqual({
    status: 'down',
    message: 'does not reply; the service works without it',
  })
  expect(JSON.stringify(report)).not.toContain('hush')
})

test('an invalid address of Redis is reported without its value', async () => {
  const { report } = await getReport('/health/ready', { REDIS_URL: 'redis://:hu/sh@127.0.0.1:1' })
  expect(report.error.cache).toEqual({ status: 'down', message: 'is misconfigured' })
})

test('a second request within a second gets the same report', async () => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const variables: Record<string, string> = { ...unreachable, KAFKA_BROKERS: 'kafka' }
  const get = () => environment.run(variables, () => handler({ resource: '/health/ready' }))
  const first = await get()
  delete variables.KAFKA_BROKERS
  expect(await get()).toEqual(first)
})
