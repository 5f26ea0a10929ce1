import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import { Admin } from '@platformatic/kafka'
import { traceInvocation } from '../observability/trace.ts'
import { startDaemon } from '../observability/xray/testing/daemon.ts'
import { type Kafka, startKafka } from '../run/local/kafka/start.ts'
import { kafkaTest } from '../run/local/testing/kafka.ts'
import { closeProducers, publish } from './producer.ts'
import { consume } from './testing/consume.ts'
import { invoiceTopic, maxBatchBytes, recordBytes, type TopicRecord, topicSettings } from './topic.ts'

const withKafka = await kafkaTest()

let folder: string
let kafka: Kafka | undefined
const before = { ...process.env }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'producer-'))
  kafka = await startKafka({ dataDir: folder })
  process.env.KAFKA_BROKERS = kafka.brokers
}, 240_000)

afterAll(async () => {
  await closeProducers()
  await kafka?.stop()
  rmSync(folder, { recursive: true, force: true })
  process.env = before
}, 60_000)

const brokers = () => kafka?.brokers ?? ''

const read = (topic: string, count: number) => consume({ brokers: brokers(), topic, count })

const record = (key: string, value: string): TopicRecord => ({
  key,
  value,
  headers: { ce_subject: key, tenantid: 'acme' },
})

describe('a real broker', () => {
  withKafka('a missing topic is created with our settings', async () => {
    await publish(invoiceTopic, [record('invoice-acme_first', 'a')])
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [brokers()] })
    const metadata = await admin.metadata({ topics: [invoiceTopic] })
    const [described] = await admin.describeConfigs({
      resources: [
        {
          resourceType: 2,
          resourceName: invoiceTopic,
          configurationKeys: topicSettings.configs.map(({ name }) => name),
        },
      ],
    })
    await admin.close()
    expect(metadata.topics.get(invoiceTopic)?.partitionsCount).toBe(topicSettings.partitions)
    const actual = Object.fromEntries((described?.configs ?? []).map(({ name, value }) => [name, value]))
    expect(actual).toEqual(Object.fromEntries(topicSettings.configs.map(({ name, value }) => [name, value])))
  })

  withKafka('the records of one key stay in one partition and in order over many batches', async () => {
    const topic = `order-${randomUUID()}`
    const keys = Array.from({ length: 20 }, (_, index) => `invoice-acme_${index}`)
    for (let round = 0; round < 10; round++)
      await publish(
        topic,
        Array.from({ length: 10 }, (_, turn) => turn).flatMap((turn) =>
          keys.map((key) => record(key, String(round * 10 + turn))),
        ),
      )
    const records = await read(topic, 2000)
    for (const key of keys) {
      const own = records.filter((each) => each.key === key)
      expect(own.map(({ value }) => Number(value))).toEqual(Array.from({ length: 100 }, (_, index) => index))
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
    }
    expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1)
    expect(Object.fromEntries(records[0]?.headers ?? [])).toEqual({
      ce_subject: records[0]?.key,
      tenantid: 'acme',
    })
  })

  withKafka('after a record that is too large for the topic, the next record is published', async () => {
    const topic = `large-${randomUUID()}`
    await publish(topic, [record('k', '1')])
    const large = publish(topic, [record('k', 'x'.repeat(5 * 1024 * 1024))])
    await expect(large).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', cause: expect.any(Error) })
    await publish(topic, [record('k', '2')])
    expect((await read(topic, 2)).map(({ value }) => value)).toEqual(['1', '2'])
  })

  withKafka('a topic with the default settings of the broker takes the largest batch', async () => {
    const topic = `default-${randomUUID()}`
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [brokers()] })
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 })
    await admin.close()
    const bytes = maxBatchBytes / 500
    const records = Array.from({ length: 500 }, () =>
      record('k', 'x'.repeat(bytes - recordBytes(record('k', '')))),
    )
    expect(records.reduce((sum, each) => sum + recordBytes(each), 0)).toBe(maxBatchBytes)
    await publish(topic, records)
    expect(await read(topic, 500)).toHaveLength(500)
    // The topic has that limit: a batch that is a tenth larger is refused.
    const more = [...records, ...records.slice(0, 50)]
    await expect(publish(topic, more)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  withKafka('a publication of a traced invocation is a span', async () => {
    const topic = `traced-${randomUUID()}`
    const daemon = await startDaemon()
    process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
    process.env._X_AMZN_TRACE_ID =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    await traceInvocation('relay', {}, () => publish(topic, [record('k', '1'), record('k', '2')]))
    delete process.env._X_AMZN_TRACE_ID
    const [span, invocation] = await daemon.receive(2)
    await daemon.close()
    expect(span).toMatchObject({
      name: 'Kafka',
      namespace: 'remote',
      parent_id: invocation?.id,
      metadata: {
        default: { 'messaging.destination.name': topic, 'messaging.batch.message_count': '2' },
      },
    })
  })

  withKafka('two producers that create the topic at the same time both publish', async () => {
    const topic = `race-${randomUUID()}`
    const [one, other] = [
      publish(topic, [record('k', '1')]),
      (async () => {
        process.env.KAFKA_CLIENT_ID = 'another'
        const published = publish(topic, [record('k', '2')])
        delete process.env.KAFKA_CLIENT_ID
        return published
      })(),
    ]
    await Promise.all([one, other])
    expect((await read(topic, 2)).map(({ value }) => value).sort()).toEqual(['1', '2'])
  })
})
