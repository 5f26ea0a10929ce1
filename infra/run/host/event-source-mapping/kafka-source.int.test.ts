import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals'
import { Admin, Consumer, MessagesStream, Producer, stringSerializers } from '@platformatic/kafka'
import type { MSKEvent } from 'aws-lambda'
import { type InterceptedLog, interceptLog } from '../../../observability/testing/intercepted-log.ts'
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
  jest.restoreAllMocks()
})
afterAll(async () => {
  await kafka?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const broker = (): string => kafka?.brokers ?? ''

const connection = () => ({ clientId: 'test', bootstrapBrokers: [broker()], retries: 10, retryDelay: 200 })

const withAdmin = async <Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = new Admin(connection())
  try {
    return await work(admin)
  } finally {
    await admin.close()
  }
}

const createTopic = (topic: string, partitions = 4) =>
  withAdmin((admin) => admin.createTopics({ topics: [topic], partitions, replicas: 1 }))

const newTopic = async (partitions?: number): Promise<string> => {
  const topic = `finance.${randomUUID()}`
  await createTopic(topic, partitions)
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
const startMember = (topic: string, script: Script = () => undefined, batchSize = 100) => {
  const events: MSKEvent[] = []
  const values: string[] = []
  const mapping = { topic, batchSize, maximumBatchingWindow: 0, startingPosition: 'TRIM_HORIZON' }
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

withKafka('nor does a partition that fails for so long that more waits than is read ahead', async () => {
  const topic = await newTopic(2)
  const producer = new Producer({ ...connection(), serializers: stringSerializers })
  const send = (partition: number, values: readonly string[]) =>
    producer.send({ messages: values.map((value) => ({ topic, key: value, value, partition })) })
  const [bad, good] = [numbered(300, 'bad'), numbered(30, 'good')]
  let isMended = false
  const failing = ({ records }: MSKEvent) => {
    const offset = records[`${topic}-0`]?.[0]?.offset
    const isGood = isMended || offset === undefined
    return isGood
      ? undefined
      : { batchItemFailures: [{ itemIdentifier: { partition: `${topic}-0`, offset } }] }
  }
  await send(0, bad)
  const one = startMember(topic, failing, 5)
  await until(() => one.events.length >= 3)
  await send(1, good)
  await producer.close()
  await until(() => good.every((value) => one.values.includes(value)))

  isMended = true
  await until(() => bad.every((value) => one.values.includes(value)))
  expect([...new Set(one.values)].filter((value) => value.startsWith('bad'))).toEqual(bad)
})

/** Returns how many members the broker counts in the topic's group. */
const memberCount = async (topic: string): Promise<number | undefined> => {
  const groups = await withAdmin((admin) => admin.describeGroups({ groups: [groupOf(topic)] }))
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

/** Deletes the records of partition 0 that are before this offset, as retention does. */
const deleteRecords = (topic: string, offset: bigint) =>
  withAdmin((admin) =>
    admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset }] }] }),
  )

/** Commits an offset of partition 0 for the topic's group, which has no members. */
const commitOffset = (topic: string, offset: bigint) =>
  withAdmin((admin) =>
    admin.alterConsumerGroupOffsets({
      groupId: groupOf(topic),
      topics: [{ name: topic, partitionOffsets: [{ partition: 0, offset }] }],
    }),
  )

/** Waits until this offset of partition 0 is committed. */
const untilCommitted = (topic: string, offset: bigint) =>
  withAdmin(async (admin) => {
    const committed = async () => {
      const [group] = await admin.listConsumerGroupOffsets({ groups: [groupOf(topic)] })
      return group?.topics.find(({ name }) => name === topic)?.partitions[0]?.committedOffset
    }
    while ((await committed()) !== offset) await new Promise(setImmediate)
  })

/** The errors in the log that are about the topic. */
const errorsOf = (log: InterceptedLog, topic: string) =>
  log
    .lines()
    .filter(({ level, context }) => level === 'error' && context?.topic === topic)
    .map(({ message, context: { committed, earliest, end } }) => ({ message, committed, earliest, end }))

/** Resolves when a member pauses its reading. */
const nextPause = (): Promise<void> =>
  new Promise((resolve) => {
    const pause = MessagesStream.prototype.pause
    jest.spyOn(MessagesStream.prototype, 'pause').mockImplementation(function (
      this: MessagesStream<Buffer, Buffer, Buffer, Buffer>,
    ) {
      resolve()
      return pause.call(this)
    })
  })

withKafka('a member logs which records were deleted before they came, and reads the rest', async () => {
  const topic = await newTopic(1)
  await produce(topic, numbered(5, 'delivered'))
  const one = startMember(topic)
  await until(() => one.values.length === 5)
  await one.source.stop()
  await produce(topic, numbered(5, 'lost'))
  await deleteRecords(topic, 10n)
  await produce(topic, numbered(5, 'kept'))
  const log = interceptLog()
  const other = startMember(topic)
  await until(() => other.values.length >= 5)
  expect(other.values).toEqual(numbered(5, 'kept'))
  expect(errorsOf(log, topic)).toEqual([
    { message: 'Kafka deleted records before they were delivered', committed: 5, earliest: 10, end: 15 },
  ])
})

withKafka('a member whose next record is deleted while it waits goes on at the earliest one', async () => {
  const topic = await newTopic(1)
  await produce(topic, numbered(30, 'read'))
  const log = interceptLog()
  const [paused, released] = [nextPause(), Promise.withResolvers<void>()]
  const one = startMember(topic, (_, call) => (call === 1 ? released.promise : undefined), 1)
  await paused
  await produce(topic, numbered(10, 'lost'))
  await produce(topic, numbered(10, 'kept'))
  await deleteRecords(topic, 40n)
  released.resolve()
  await until(() => one.values.includes('kept9'))
  expect(one.values.filter((value) => !value.startsWith('read'))).toEqual(numbered(10, 'kept'))
  expect(errorsOf(log, topic)).toEqual([
    expect.objectContaining({ message: 'The next record is not in Kafka any more' }),
    expect.objectContaining({ message: 'Kafka deleted records before they were delivered', earliest: 40 }),
  ])
})

withKafka('when a partition ends before the committed offset, it is read from its beginning', async () => {
  const topic = await newTopic(1)
  await produce(topic, numbered(5))
  await commitOffset(topic, 100n)
  const log = interceptLog()
  const one = startMember(topic)
  await until(() => one.values.length >= 5)
  expect(one.values).toEqual(numbered(5))
  expect(errorsOf(log, topic)).toEqual([
    { message: 'Kafka lost the last records of a partition', committed: 100, earliest: 0, end: 5 },
  ])
})

withKafka('a loss is logged once, also when there is no record to read', async () => {
  const topic = await newTopic(1)
  await commitOffset(topic, 3n)
  const log = interceptLog()
  const one = startMember(topic)
  await untilCommitted(topic, 0n)
  await one.source.stop()
  // These reach the offset that was committed first.
  await produce(topic, numbered(5))
  const other = startMember(topic)
  await until(() => other.values.length >= 5)
  expect(other.values).toEqual(numbered(5))
  expect(errorsOf(log, topic)).toHaveLength(1)
})

withKafka('a member whose commits failed reads on and commits later', async () => {
  const topic = await newTopic(1)
  await produce(topic, numbered(60))
  const commit = jest.spyOn(Consumer.prototype, 'commit')
  // As many as a member with this batch size reads before it pauses.
  for (let count = 0; count < 20; count++) commit.mockRejectedValueOnce(new Error('no coordinator'))
  const one = startMember(topic, undefined, 1)
  await until(() => distinct(one.values) === 60)
  await untilCommitted(topic, 60n)
})

withKafka('reading pauses when large records wait, and goes on when they are processed', async () => {
  const topic = await newTopic(1)
  const producer = new Producer({ ...connection(), serializers: stringSerializers })
  for (const value of numbered(50))
    await producer.send({ messages: [{ topic, key: 'k', value: value.padEnd(700_000) }] })
  await producer.close()
  const [paused, released] = [nextPause(), Promise.withResolvers<void>()]
  const one = startMember(topic, (_, call) => (call === 1 ? released.promise : undefined))
  await paused
  released.resolve()
  await until(() => one.values.length >= 50)
  expect(one.values.map((value) => value.trimEnd())).toEqual(numbered(50))
})
