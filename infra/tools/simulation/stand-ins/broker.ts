import { createHash } from 'node:crypto'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { firstFailures, mskRecord } from '../../../kafka/msk-batch.ts'
import type { TopicRecord } from '../../../kafka/topic.ts'
import type { World } from '../world/world.ts'

/** Few, so that a partition has records of several invoices. */
const partitionCount = 2
const maxBatch = 6

/** A batch that was fetched for a consumer. Its outcome counts only while the partitions are still its own. */
export type Fetched = { event: MSKEvent; generation: number }

/**
 * A topic, and the consumer group of the projection. A record is delivered until its offset is committed, and
 * again after a rebalance.
 */
export type Broker = ReturnType<typeof createBroker>

export const createBroker = (world: World) => {
  const partitions = Array.from({ length: partitionCount }, (): MSKRecord[] => [])
  const committed = partitions.map(() => 0)
  let consumerOf = partitions.map((_, partition) => partition)
  let generation = 0
  let wake = Promise.withResolvers<void>()

  const notify = (): void => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const backlogOf = (partition: number): readonly MSKRecord[] =>
    (partitions[partition] ?? []).slice(committed[partition])

  return {
    publish: (topic: string, records: readonly TopicRecord[]): void => {
      for (const { key, value, headers } of records) {
        const partition = createHash('md5').update(key).digest().readUInt32BE(0) % partitionCount
        const log = partitions[partition] ?? []
        const timestamp = Math.floor(world.nowMs())
        const numbered = { topic, partition, offset: log.length, timestamp, key, value }
        log.push(mskRecord({ ...numbered, headers: Object.entries(headers) }))
      }
      notify()
    },
    /** Undefined when the consumer has nothing to do. */
    fetch: (consumer: number): Fetched | undefined => {
      const records: MSKEvent['records'] = {}
      for (const [partition, owner] of consumerOf.entries()) {
        const batch = backlogOf(partition).slice(0, 1 + world.random.below(maxBatch))
        const [first] = batch
        if (owner === consumer && first) records[`${first.topic}-${partition}`] = [...batch]
      }
      if (Object.keys(records).length === 0) return undefined
      const source = { eventSource: 'aws:kafka' as const, eventSourceArn: '', bootstrapServers: '' }
      return { event: { ...source, records }, generation }
    },
    /** Commits what the answer to a batch says was processed. Returns whether that was all of it. */
    commit: ({ event: { records }, generation: fetchedIn }: Fetched, answer: unknown): boolean => {
      if (fetchedIn !== generation) return false
      const failures = firstFailures(answer, records)
      for (const [name, batch] of Object.entries(records)) {
        const done = batch.slice(0, failures.get(name) ?? batch.length).at(-1)
        if (done) committed[done.partition] = done.offset + 1
      }
      return failures.size === 0
    },
    /** Gives the partitions to other consumers; what these have fetched and not committed comes again. */
    rebalance: (consumers: number): void => {
      generation++
      consumerOf = consumerOf.map((consumer) => (consumer + 1) % consumers)
      notify()
    },
    /** Delivers some of the last records again, as after a commit that was lost. */
    deliverAgain: (count: number): void => {
      generation++
      for (const partition of committed.keys())
        committed[partition] = Math.max(0, (committed[partition] ?? 0) - world.random.below(count + 1))
      notify()
    },
    /** Resolves when there may be something to do. */
    awaitChange: (): Promise<void> => wake.promise,
    isDrained: (): boolean => partitions.every((_, partition) => backlogOf(partition).length === 0),
  }
}
