import { expect, test } from '@jest/globals'
import { oldestAge } from './group-lag.ts'

const nowMs = 1_800_000_000_000

/** A topic whose records in each partition have these ages in seconds, the oldest first. */
const topicOf = (ages: readonly (readonly number[])[]) => (time: bigint) =>
  Promise.resolve(
    new Map(
      ages.map((ofPartition, partition) => {
        const offset = ofPartition.findIndex((seconds) => BigInt(nowMs - seconds * 1000) >= time)
        return [partition, BigInt(offset)]
      }),
    ),
  )

test.each<[string, number[][], { partition: number; next: bigint }[], number]>([
  ['no partition that lags', [[5]], [], 0],
  ['one record', [[90]], [{ partition: 0, next: 0n }], 90],
  ['records behind those that are committed', [[90, 60, 30]], [{ partition: 0, next: 1n }], 60],
  [
    'two partitions',
    [[20], [3_600, 7]],
    [
      { partition: 0, next: 0n },
      { partition: 1, next: 1n },
    ],
    20,
  ],
  ['a partition of which everything is committed', [[500], [4]], [{ partition: 1, next: 0n }], 4],
  ['a record of six days', [[518_400]], [{ partition: 0, next: 0n }], 518_400],
])('the age of the oldest record that waits: %s', async (_, ages, lagging, seconds) => {
  expect(await oldestAge(lagging, topicOf(ages), nowMs)).toBe(seconds)
})
