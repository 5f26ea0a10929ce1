import { createHash } from 'node:crypto'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import type { TopicRecord } from '../../../lambda/runtime.ts'
import type { FunctionDeclaration } from '../manifest.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { type Mapping, playMapping } from './mapping.ts'
import { mskRecord } from './record.ts'

export class PublishError extends Error {
  readonly code = 'RECORDS_NOT_TAKEN'
}

type Options = {
  mappings: readonly { declaration: FunctionDeclaration; mapping: TopicMapping }[]
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
  eventSourceArn(mapping: TopicMapping): string
  /** Milliseconds within which every function must have taken what was published. */
  deadline?: number
  backoff?: number
}

export type Topics = {
  /** Records come from a broker, whether or not anybody in this process publishes. */
  onBroker: boolean
  publish(topic: string, records: readonly TopicRecord[]): Promise<void>
  stop(): Promise<void>
}

type Subscription = { topic: string; mapping: Mapping; outstanding: Map<MSKRecord, () => void> }

const partitions = 4

/**
 * Topics without a broker: what is published goes straight to the mapped functions, in the same events. Nothing is kept, so
 * publishing ends only when all have taken it, or rejects and has withdrawn what was not, for the caller to publish again.
 */
export const playTopics = ({
  mappings,
  invoke,
  eventSourceArn,
  deadline = 30_000,
  backoff,
}: Options): Topics => {
  const offsets = new Map<string, number>()
  const subscriptions = mappings.map(({ declaration, mapping }): Subscription => {
    const outstanding = new Map<MSKRecord, () => void>()
    const played = playMapping({
      functionKey: declaration.key,
      batchSize: mapping.batchSize,
      windowSeconds: mapping.maximumBatchingWindow,
      source: { eventSourceArn: eventSourceArn(mapping), bootstrapServers: 'in-process' },
      invoke,
      taken: (records) => {
        for (const record of records) outstanding.get(record)?.()
      },
      ...(backoff === undefined ? {} : { backoff }),
    })
    return { topic: mapping.topic, mapping: played, outstanding }
  })

  const numbered = (topic: string, record: TopicRecord): MSKRecord => {
    const partition = createHash('md5').update(record.key).digest().readUInt32BE(0) % partitions
    const name = `${topic}-${partition}`
    const offset = offsets.get(name) ?? 0
    offsets.set(name, offset + 1)
    return mskRecord({
      topic,
      partition,
      offset,
      timestamp: Date.now(),
      key: record.key,
      value: record.value,
      headers: Object.entries(record.headers),
    })
  }

  return {
    onBroker: false,
    async publish(topic, records) {
      const numberedRecords = records.map((record) => numbered(topic, record))
      const interested = subscriptions.filter((subscription) => subscription.topic === topic)
      await Promise.all(interested.map((subscription) => handOver(subscription, numberedRecords, deadline)))
    },
    async stop() {
      await Promise.all(subscriptions.map(({ mapping }) => mapping.stop()))
    },
  }
}

const handOver = (
  { topic, mapping, outstanding }: Subscription,
  records: readonly MSKRecord[],
  deadline: number,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const left = new Set(records)
    if (left.size === 0) return resolve()
    const timer = setTimeout(() => {
      mapping.forget((record) => left.has(record))
      for (const record of left) outstanding.delete(record)
      reject(
        new PublishError(
          `${left.size} of ${records.length} records on ${topic} were not taken within ${deadline} ms`,
        ),
      )
    }, deadline)
    for (const record of records)
      outstanding.set(record, () => {
        outstanding.delete(record)
        left.delete(record)
        if (left.size > 0) return
        clearTimeout(timer)
        resolve()
      })
    mapping.offer(records)
  })
