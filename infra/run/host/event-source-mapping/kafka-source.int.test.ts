import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals'
import { Admin, Producer, stringSerializers } from '@platformatic/kafka'
import type { MSKEvent } from 'aws-lambda'
import { type Kafka, startKafka } from '../../local/kafka/start.ts'
import { kafkaTest } from '../../local/testing/kafka.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { startKafkaSource } from './kafka-source.ts'

jest.setTimeout(120_000)

let dataDir: string
const open: { stop(): Promise<void> }[] = []
let kafka: Kafka | undefined
const withKafka = await kafkaTest()

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'host-kafka-'))
  kafka = await startKafka({ dataDir })
})
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop()
})
afterAll(async () => {
  await kafka?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const broker = (): string => kafka?.brokers ?? ''

const connection = () => ({ clientId: 'test', bootstrapBrokers: [broker()], retries: 10, retryDelay: 200 })

const createTopic = async (topic: string): Promise<void> => {
  const admin = new Admin(connection())
  await admin.createTopics({ topics: [topic], partitions: 4, replicas: 1 })
  await admin.close()
}

const newTopic = async (): Promise<string> => {
  const topic = `finance.${randomUUID()}`
  await createTopic(topic)
  return topic
}

const produce = async (topic: string, values: readonly string[]): Promise<void> => {
  const producer = new Producer({ ...connection(), idempotent: true, serializers: stringSerializers })
  await producer.send({
    messages: values.map((value) => ({ topic, key: `key of ${value}`, value, headers: { ce_id: value } })),
  })
  await producer.close()
}

type Script = (event: MSKEvent, call: number) => unknown

const groupOf = (topic: string): string => `group-${topic}`

const valuesOf = (event: MSKEvent): string[] =>
  Object.values(event.records)
    .flat()
    .map(({ value }) => Buffer.from(value, 'base64').toString())

let invoked = Promise.withResolvers<void>()

/** Waits until the condition is true; checks it again after each invocation of any member. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) {
    invoked = Promise.withResolvers()
    if (!condition()) await invoked.promise
  }
}

/**
 * Starts a member of the topic's group. `events` are the invocations of its function, `values` their records.
 */
const startMember = (topic: string, script: Script = () => undefined) => {
  const events: MSKEvent[] = []
  const values: string[] = []
  const mapping = { topic, batchSize: 100, maximumBatchingWindow: 0, startingPosition: 'TRIM_HORIZON' }
  const source = startKafkaSource({
    source: {
      functionKey: 'project',
      mapping: mapping as TopicMapping,
      eventSourceArn: 'arn:aws:kafka:cluster',
      bootstrapServers: broker(),
      invoke: async (event) => {
        events.push(event)
        values.push(...valuesOf(event))
        invoked.resolve()
        return script(event, events.length)
      },
    },
    connection: connection(),
    groupId: groupOf(topic),
    backoffMs: 10,
  })
  open.push(source)
  return { source, events, values }
}

const numbered = (count: number, name = 'v') => Array.from({ length: count }, (_, index) => `${name}${index}`)
const distinct = (values: readonly string[]) => new Set(values).size

withKafka('records from before and after the start arrive as MSK events, each record once', async () => {
  const topic = await newTopic()
  await produce(topic, numbered(20, 'before'))
  const one = startMember(topic)
  await until(() => one.values.length >= 20)
  await produce(topic, ['after'])
  await until(() => one.values.length >= 21)
  expect(distinct(one.values)).toBe(21)
  const record = Object.values(one.events.at(-1)?.records ?? {})[0]?.[0]
  expect(one.events.at(-1)).toMatchObject({
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:cluster',
    bootstrapServers: broker(),
  })
  expect(record).toMatchObject({
    topic,
    key: Buffer.from('key of after').toString('base64'),
    headers: [{ ce_id: [...Buffer.from('after')] }],
  })
  expect(Object.keys(one.events.at(-1)?.records ?? {})).toEqual([`${topic}-${record?.partition}`])
})

withKafka('processed records are committed: the next member continues after them', async () => {
  const topic = await newTopic()
  const one = startMember(topic)
  await produce(topic, numbered(10, 'first'))
  await until(() => one.values.length >= 10)
  await one.source.stop()
  await produce(topic, numbered(10, 'second'))
  const other = startMember(topic)
  await until(() => other.values.length >= 10)
  expect(other.values.every((value) => value.startsWith('second'))).toBe(true)
})

withKafka(
  'records that the function failed on are not committed, and the next member gets them again',
  async () => {
    const topic = await newTopic()
    await produce(topic, numbered(5))
    const one = startMember(topic, () => Promise.reject(new Error('down')))
    await until(() => distinct(one.values) === 5)
    await one.source.stop()
    const other = startMember(topic)
    await until(() => distinct(other.values) === 5)
    expect(other.values).toHaveLength(5)
  },
)

withKafka('a failed record delays only its own partition', async () => {
  const topic = await newTopic()
  await produce(topic, numbered(40))
  let failed: { partition: string; offset: number } | undefined
  const one = startMember(topic, (event) => {
    const [first] = Object.entries(event.records)
    failed ??= first && { partition: first[0], offset: first[1].at(-1)?.offset ?? 0 }
    const isIn = Object.keys(event.records).includes(failed?.partition ?? '')
    return isIn && one.events.length < 5 ? { batchItemFailures: [{ itemIdentifier: failed }] } : undefined
  })
  await until(() => one.events.length >= 5 && distinct(one.values) === 40)
  const repeated = one.values.filter((value, index) => one.values.indexOf(value) !== index)
  expect(distinct(repeated)).toBe(1)
})

/** Returns how many members the broker counts in the topic's group. */
const memberCount = async (topic: string): Promise<number | undefined> => {
  const admin = new Admin(connection())
  const groups = await admin.describeGroups({ groups: [groupOf(topic)] })
  await admin.close()
  return groups.get(groupOf(topic))?.members.size
}

withKafka('members share the partitions, and a member that leaves gives back its share', async () => {
  const topic = await newTopic()
  const one = startMember(topic)
  await produce(topic, numbered(40, 'alone'))
  await until(() => distinct(one.values) === 40)
  const other = startMember(topic)
  // Only a record that reaches the second member shows that the group has rebalanced.
  for (let round = 0; other.values.length === 0; round++) await produce(topic, numbered(8, `round${round}-`))

  const shares = (name: string) =>
    [one, other].map(({ values }) => values.filter((value) => value.startsWith(name)))
  const isDivided = (name: string) =>
    shares(name).every((share) => share.length > 0) && shares(name).flat().length === 40
  // While a rebalance is under way both members may get a record, so a round is repeated a few times.
  let round = 'shared0-'
  for (let count = 1; count <= 5 && !isDivided(round); count++) {
    round = `shared${count}-`
    await produce(topic, numbered(40, round))
    await until(() => distinct(shares(round).flat()) === 40)
  }
  expect(isDivided(round)).toBe(true)

  await other.source.stop()
  expect(await memberCount(topic)).toBe(1)
  await produce(topic, numbered(40, 'again'))
  await until(() => distinct(one.values.filter((value) => value.startsWith('again'))) === 40)
})

withKafka('a member joins again when the broker has restarted', async () => {
  const topic = await newTopic()
  const one = startMember(topic)
  await produce(topic, ['before'])
  await until(() => one.values.includes('before'))
  const port = Number(broker().split(':')[1])
  await kafka?.stop()
  kafka = await startKafka({ dataDir, port })
  await produce(topic, ['after'])
  await until(() => one.values.includes('after'))
  expect(one.values.filter((value) => value === 'after')).toHaveLength(1)
})

withKafka('a member that starts before its topic waits, and then reads it from its beginning', async () => {
  const topic = `finance.${randomUUID()}`
  const looks = jest.spyOn(Admin.prototype, 'listTopics')
  const one = startMember(topic)
  while (looks.mock.calls.length < 3) await new Promise(setImmediate)
  looks.mockRestore()
  await createTopic(topic)
  await produce(topic, numbered(10))
  await until(() => distinct(one.values) === 10)
  expect(one.values).toHaveLength(10)
})

withKafka('a member that still waits for its topic stops at once', async () => {
  const looks = jest.spyOn(Admin.prototype, 'listTopics')
  const one = startMember(`finance.${randomUUID()}`)
  while (looks.mock.calls.length < 2) await new Promise(setImmediate)
  looks.mockRestore()
  await one.source.stop()
  expect(one.events).toEqual([])
})
