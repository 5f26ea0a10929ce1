import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { KafkaUnavailable } from '../../../infra/kafka/errors.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withRemainingTime } from '../../../infra/process/time-left.ts'
import { readManifest } from '../../../infra/run/host/manifest.ts'
import { publishPage } from './publish.ts'

const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
afterEach(() => provideHostRuntime(undefined))

/** The functions that the relay invoked. */
let invoked: string[] = []

const publishRecord = async (variables: Record<string, string>): Promise<void> => {
  invoked = []
  provideHostRuntime({ environment, invoke: async (key) => void invoked.push(key) })
  const record = { key: 'invoice-acme_1', value: '{}', headers: {}, offset: 7 }
  await environment.run(variables, () => publishPage([record], async () => [1, 2]))
}

test('without Kafka the relay invokes the functions that Kafka would start', async () => {
  const manifest = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {})
  const triggered = [...manifest.functions.values()].filter(({ topics }) =>
    topics.some(({ topic }) => topic === invoiceTopic),
  )
  await publishRecord({})
  expect(invoked).toEqual(triggered.map(({ key }) => key))
})

test('with Kafka it invokes none, also when Kafka is down', async () => {
  const published = withRemainingTime(
    () => 1_100,
    () => publishRecord({ KAFKA_BROKERS: '127.0.0.1:1' }),
  )
  await expect(published).rejects.toBeInstanceOf(KafkaUnavailable)
  expect(invoked).toEqual([])
})

test('an empty page needs neither', async () => {
  await environment.run({ KAFKA_BROKERS: 'no host' }, () => publishPage([], async () => [1]))
})
