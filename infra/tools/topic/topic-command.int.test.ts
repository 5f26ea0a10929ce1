import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { kafkaSettings } from '../../kafka/connection.ts'
import { readGroupLag } from '../../kafka/group-lag.ts'
import { closeProducers, publish } from '../../kafka/producer.ts'
import { invoiceTopic } from '../../kafka/topic.ts'
import { startKafkaSource } from '../../run/host/event-source-mapping/kafka-source.ts'
import type { TopicMapping } from '../../run/host/manifest-schema.ts'
import { startKafka } from '../../run/local/kafka/start.ts'
import { kafkaTest } from '../../run/local/testing/kafka.ts'
import { type Outcome, runTool } from '../testing/run-tool.ts'

const onBroker = await kafkaTest()
const before = { ...process.env }
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  process.env = before
  for (const one of open.splice(0).reverse()) await one.stop()
})

const groupId = 'test-project-invoices'
const evenGroupId = `${groupId}-even`
const linesOf = ({ stdout }: Outcome): string[] => stdout.trim().split('\n')

/** Starts a consumer of the group. `received` resolves when it has a record. */
const startConsumer = (brokers: string, group = groupId) => {
  const received = Promise.withResolvers<void>()
  const mapping = {
    topic: invoiceTopic,
    batchSize: 100,
    maximumBatchingWindow: 0,
    startingPosition: 'TRIM_HORIZON',
  }
  const consumer = startKafkaSource({
    source: {
      functionKey: 'project',
      mapping: mapping as TopicMapping,
      eventSourceArn: 'arn:aws:kafka:cluster',
      bootstrapServers: brokers,
      invoke: async () => received.resolve(),
    },
    connection: { clientId: 'test', bootstrapBrokers: [brokers] },
    groupId: group,
  })
  open.push(consumer)
  return { ...consumer, received: received.promise }
}

onBroker('the topic and the groups are deleted, but only when no consumer runs', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-topic-'))
  open.push({ stop: async () => rmSync(dataDir, { recursive: true, force: true }) })
  const kafka = await startKafka({ dataDir })
  open.push(kafka, { stop: closeProducers })
  const environment = { KAFKA_BROKERS: kafka.brokers, KAFKA_CONSUMER_GROUP_ID: 'test' }
  Object.assign(process.env, environment)
  const run = (word: string) => runTool('topic/topic-command.ts', [word], environment)

  expect(linesOf(await run('show'))).toEqual([
    `topic  ${invoiceTopic}  does not exist`,
    `group  ${groupId}  does not exist`,
    `group  ${evenGroupId}  does not exist`,
  ])
  await publish(invoiceTopic, [{ key: 'invoice-acme_1', value: '{}', headers: {} }])
  const consumer = startConsumer(kafka.brokers)
  await consumer.received
  expect(linesOf(await run('show'))).toEqual([
    `topic  ${invoiceTopic}  partitions: 12`,
    `group  ${groupId}  consumers: 1`,
    `group  ${evenGroupId}  does not exist`,
  ])
  const refused = await run('delete')
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toMatch(/has members: stop the service first/)

  const ofEvenVersions = startConsumer(kafka.brokers, evenGroupId)
  await ofEvenVersions.received
  await consumer.stop()
  const refusedForEven = await run('delete')
  expect([refusedForEven.code, refusedForEven.stderr]).toEqual([1, expect.stringContaining(evenGroupId)])

  await ofEvenVersions.stop()
  const done = await run('delete')
  expect([done.code, linesOf(done)]).toEqual([
    0,
    [`topic  ${invoiceTopic}  deleted`, `group  ${groupId}  deleted`, `group  ${evenGroupId}  deleted`],
  ])
  expect(linesOf(await run('delete'))).toEqual([
    `topic  ${invoiceTopic}  did not exist`,
    `group  ${groupId}  did not exist`,
    `group  ${evenGroupId}  did not exist`,
  ])

  // As after a restore: the relay makes the topic again, and the consumer begins at its first record.
  await closeProducers()
  await publish(invoiceTopic, [{ key: 'invoice-acme_1', value: '{}', headers: {} }])
  const config = kafkaSettings()
  expect(config && (await readGroupLag(config, groupId, invoiceTopic)).records).toBe(1)
  await startConsumer(kafka.brokers).received
})

describe('npm run topic:show and topic:delete', () => {
  test.each<[string[], number, string]>([
    [['--help'], 0, 'npm run topic:delete'],
    [['drop'], 2, '"drop" is not a command: use show or delete'],
    [['show', 'all'], 2, 'Unexpected "all"'],
    [['show'], 1, 'Neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set'],
  ])('%j end with code %i', async (args, code, message) => {
    const outcome = await runTool('topic/topic-command.ts', args, {})
    expect(outcome.code).toBe(code)
    expect(outcome.stdout + outcome.stderr).toContain(message)
  })
})
