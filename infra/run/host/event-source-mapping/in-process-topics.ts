import { createHash } from 'node:crypto'
import type { MSKRecord } from 'aws-lambda'
import type { TopicRecord } from '../../../lambda/runtime.ts'
import { type Batcher, startBatcher } from './batcher.ts'
import { type EventSource, type EventSources, PublishError } from './event-source.ts'
import { mskRecord } from './msk-record.ts'

type Options = {
  /** How long the functions have to process what was published. */
  deadlineMs?: number
  backoffMs?: number
}

type Subscription = { topic: string; batcher: Batcher; outstanding: Map<MSKRecord, () => void> }

const partitionCount = 4

/**
 * Starts topics without a broker: published records go directly to the functions, in the events that a broker
 * would cause. Nothing is stored, so publishing resolves only when every function has processed the records.
 * Otherwise it rejects and discards the unprocessed records, and the caller publishes them again.
 */
export const startInProcessTopics = (
  sources: readonly EventSource[],
  { deadlineMs = 30_000, backoffMs }: Options = {},
): EventSources => {
  const toMskRecord = createRecordNumbering()
  const subscriptions = sources.map((source): Subscription => {
    const outstanding = new Map<MSKRecord, () => void>()
    const batcher = startBatcher({
      source,
      backoffMs,
      onProcessed: (records) => {
        for (const record of records) outstanding.get(record)?.()
      },
    })
    return { topic: source.mapping.topic, batcher, outstanding }
  })

  return {
    onBroker: false,
    async publish(topic, records) {
      const mskRecords = records.map((record) => toMskRecord(topic, record))
      const subscribed = subscriptions.filter((subscription) => subscription.topic === topic)
      await Promise.all(subscribed.map((subscription) => publishTo(subscription, mskRecords, deadlineMs)))
    },
    async stop() {
      await Promise.all(subscriptions.map(({ batcher }) => batcher.stop()))
    },
  }
}

/** Creates a function that gives each record its partition, by its key, and the next offset there. */
const createRecordNumbering = () => {
  const nextOffsets = new Map<string, number>()
  return (topic: string, { key, value, headers }: TopicRecord): MSKRecord => {
    const partition = createHash('md5').update(key).digest().readUInt32BE(0) % partitionCount
    const name = `${topic}-${partition}`
    const offset = nextOffsets.get(name) ?? 0
    nextOffsets.set(name, offset + 1)
    const timestamp = Date.now()
    return mskRecord({ topic, partition, offset, timestamp, key, value, headers: Object.entries(headers) })
  }
}

const publishTo = (
  { topic, batcher, outstanding }: Subscription,
  records: readonly MSKRecord[],
  deadlineMs: number,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const left = new Set(records)
    if (left.size === 0) return resolve()
    const timer = setTimeout(() => {
      batcher.discard((record) => left.has(record))
      for (const record of left) outstanding.delete(record)
      const count = `${left.size} of ${records.length} records on ${topic}`
      reject(new PublishError(`${count} were not processed within ${deadlineMs} ms`))
    }, deadlineMs)
    for (const record of records)
      outstanding.set(record, () => {
        outstanding.delete(record)
        left.delete(record)
        if (left.size > 0) return
        clearTimeout(timer)
        resolve()
      })
    batcher.add(records)
  })
