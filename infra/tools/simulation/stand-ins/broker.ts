import { createHash } from 'node:crypto'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { firstFailures, mskRecord } from '../../../kafka/msk-batch.ts'
import type { TopicRecord } from '../../../kafka/topic.ts'
import type { World } from '../world/world.ts'

/** Few, so that a partition has records of several invoices. */
const partitionCount = 2
const maxBatch = 6

/** As many as partitions, so that each has one. */
export const consumerCount = partitionCount

/** A batch that was fetched for a consumer. Its outcome counts only while the partitions are still its own. */
export type Fetched = { event: MSKEvent; generation: number }

type Partition = { records: MSKRecord[]; committed: number; consumer: number }

/**
 * A topic, and the consumer group of the projection. A record is delivered until its offset is committed, and
 * again after a rebalance.
 */
export class Broker {
  readonly #world: World
  readonly #partitions: Partition[]
  #generation = 0
  #change = Promise.withResolvers<void>()

  constructor(world: World) {
    this.#world = world
    this.#partitions = Array.from({ length: partitionCount }, (_, consumer) => ({
      ...{ records: [], committed: 0, consumer },
    }))
  }

  publish(topic: string, records: readonly TopicRecord[]): void {
    for (const { key, value, headers } of records) {
      const number = createHash('md5').update(key).digest().readUInt32BE(0) % partitionCount
      const log = this.#partitions[number]?.records ?? []
      const timestamp = Math.floor(this.#world.nowMs())
      const placed = { topic, partition: number, offset: log.length, timestamp, key, value }
      log.push(mskRecord({ ...placed, headers: Object.entries(headers) }))
    }
    this.#notify()
  }

  /** Undefined when the consumer has nothing to do. */
  fetch(consumer: number): Fetched | undefined {
    const records: MSKEvent['records'] = {}
    for (const partition of this.#partitions) {
      const batch = backlogOf(partition).slice(0, 1 + this.#world.random.below(maxBatch))
      const [first] = batch
      if (partition.consumer === consumer && first) records[`${first.topic}-${first.partition}`] = batch
    }
    if (Object.keys(records).length === 0) return undefined
    const source = { eventSource: 'aws:kafka' as const, eventSourceArn: '', bootstrapServers: '' }
    return { event: { ...source, records }, generation: this.#generation }
  }

  /** Commits what the answer to a batch says was processed. Returns whether that was all of it. */
  commit({ event: { records }, generation }: Fetched, answer: unknown): boolean {
    if (generation !== this.#generation) return false
    const failures = firstFailures(answer, records)
    for (const [name, batch] of Object.entries(records)) {
      const done = batch.slice(0, failures.get(name) ?? batch.length).at(-1)
      const partition = this.#partitions[done?.partition ?? -1]
      if (done && partition) partition.committed = done.offset + 1
    }
    return failures.size === 0
  }

  /** Gives the partitions to other consumers; what these have fetched and not committed comes again. */
  rebalance(): void {
    this.#generation++
    for (const partition of this.#partitions) partition.consumer = (partition.consumer + 1) % consumerCount
    this.#notify()
  }

  /** Delivers some of the last records again, as after a commit that was lost. */
  deliverAgain(count: number): void {
    this.#generation++
    for (const partition of this.#partitions)
      partition.committed = Math.max(0, partition.committed - this.#world.random.below(count + 1))
    this.#notify()
  }

  /** Resolves when there may be something to do. */
  awaitChange(): Promise<void> {
    return this.#change.promise
  }

  isDrained(): boolean {
    return this.#partitions.every((partition) => backlogOf(partition).length === 0)
  }

  #notify(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }
}

const backlogOf = ({ records, committed }: Partition): MSKRecord[] => records.slice(committed)
