import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { readManifest } from '../../../infra/run/host/manifest.ts'
import { publishPage } from './publish.ts'

const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
afterEach(() => provideHostRuntime(undefined))

/** The functions that the relay invokes for one record. */
const invokedWith = async (variables: Record<string, string>): Promise<string[]> => {
  const invoked: string[] = []
  provideHostRuntime({ environment, invoke: async (key) => void invoked.push(key) })
  const record = { key: 'invoice-acme_1', value: '{}', headers: {}, offset: 7 }
  await environment.run(variables, () => publishPage([record]))
  return invoked
}

test('without Kafka the relay invokes the functions that Kafka would start', async () => {
  const manifest = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {})
  const triggered = [...manifest.functions.values()].filter(({ topics }) =>
    topics.some(({ topic }) => topic === invoiceTopic),
  )
  expect(await invokedWith({})).toEqual(triggered.map(({ key }) => key))
})

test('with Kafka it invokes none', async () => {
  await expect(invokedWith({ KAFKA_BROKERS: 'no host' })).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('KAFKA_BROKERS'),
  })
})

test('an empty page needs neither', async () => {
  await environment.run({ KAFKA_BROKERS: 'no host' }, () => publishPage([]))
})
