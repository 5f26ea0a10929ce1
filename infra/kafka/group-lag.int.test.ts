import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from '@jest/globals'
import { Admin } from '@platformatic/kafka'
import { startKafka } from '../run/local/kafka/start.ts'
import { kafkaTest } from '../run/local/testing/kafka.ts'
import { kafkaSettings } from './connection.ts'
import { readGroupLag } from './group-lag.ts'
import { closeProducers, publish } from './producer.ts'

const onBroker = await kafkaTest()
const before = { ...process.env }
afterEach(() => {
  process.env = before
})

onBroker('the lag is what the group has not committed, with the age of the oldest record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-lag-'))
  const kafka = await startKafka({ dataDir: folder })
  process.env.KAFKA_BROKERS = kafka.brokers
  const config = kafkaSettings()
  if (!config) throw new Error('Kafka is not configured')
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] })
  const [topic, groupId] = ['lag', 'lag-group']
  try {
    expect(await readGroupLag(config, groupId, topic)).toEqual({ records: 0, oldestSeconds: 0 })
    const record = (key: string) => ({ key, value: '{}', headers: {} })
    const startedMs = Date.now()
    await publish(topic, [record('a'), record('b'), record('a')])
    const behind = await readGroupLag(config, groupId, topic)
    expect(behind.records).toBe(3)
    expect(behind.oldestSeconds).toBeLessThanOrEqual(Math.ceil((Date.now() - startedMs) / 1000) + 1)
    expect(behind.oldestSeconds).toBeGreaterThanOrEqual(1)

    await commitEnds(admin, groupId, topic)
    expect(await readGroupLag(config, groupId, topic)).toEqual({ records: 0, oldestSeconds: 0 })
    await publish(topic, [record('c')])
    expect((await readGroupLag(config, groupId, topic)).records).toBe(1)
  } finally {
    await admin.close()
    await closeProducers()
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

const commitEnds = async (admin: Admin, groupId: string, topic: string): Promise<void> => {
  const { topics } = await admin.metadata({ topics: [topic] })
  const count = topics.get(topic)?.partitionsCount ?? 0
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp: -1n,
  }))
  const [ends] = await admin.listOffsets({ topics: [{ name: topic, partitions }] })
  const partitionOffsets = (ends?.partitions ?? []).map(({ partitionIndex, offset }) => ({
    partition: partitionIndex,
    offset,
  }))
  await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionOffsets }] })
}
