import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test } from '@jest/globals'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { type HostRuntime, provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { closeConnections } from '../../../infra/postgres/connect.ts'
import { handler } from './handler.ts'

afterEach(async () => {
  provideHostRuntime(undefined)
  await closeEventStore()
  await closeConnections()
})

/** No store is there. */
const nowhere = {
  LOG_LEVEL: 'silent',
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: '1',
  DATABASE_READER_PASSWORD: 'r',
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
}

const asked = async (path: string, variables: Record<string, string>) => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const { statusCode, body } = await environment.run({ ...nowhere, ...variables }, () => handler({ path }))
  return { status: statusCode, report: JSON.parse(body) }
}

test('live is 200 while stores are down, and ready is not', async () => {
  expect(await asked('/health/live', {})).toMatchObject({
    status: 200,
    report: { status: 'ok', error: { database: {}, eventstore: {} } },
  })
  expect(await asked('/health/ready', {})).toMatchObject({
    status: 503,
    report: { status: 'error', error: { migrations: {} } },
  })
})

test.each<[string, Record<string, string>]>([
  ['brokers without a port', { KAFKA_BROKERS: 'kafka' }],
  ['a user without a password', { KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_USERNAME: 'hush' }],
])('%s make Kafka a failing item beside the others', async (_, variables) => {
  const { status, report } = await asked('/health/ready', variables)
  expect([status, Object.keys(report.error).sort()]).toEqual([
    503,
    ['database', 'eventstore', 'kafka', 'migrations'],
  ])
  expect(report.error.kafka).toEqual({ status: 'down', message: 'is not configured rightly' })
  expect(JSON.stringify(report)).not.toContain('hush')
})

test('where no Kafka is configured there is no such item', async () => {
  const { report } = await asked('/health/ready', {})
  expect(report.details).not.toHaveProperty('kafka')
})

test('who asks again at once is told the same', async () => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const variables: Record<string, string> = { ...nowhere, KAFKA_BROKERS: 'kafka' }
  const ask = () => environment.run(variables, () => handler({ path: '/health/ready' }))
  const first = await ask()
  delete variables.KAFKA_BROKERS
  expect(await ask()).toEqual(first)
})
