import { expect, test } from '@jest/globals'
import { createOwnBuckets } from './own-buckets.ts'

test('each sender has a bucket of its own', () => {
  const buckets = createOwnBuckets({ perSecond: 1, burst: 2 }, () => 0)
  expect(['acme', 'acme', 'acme', 'bengal', 'acme'].map((tenant) => buckets.take(tenant))).toEqual([
    ...[true, true, false],
    ...[true, false],
  ])
})

test('the buckets of idle senders are dropped once they are full', () => {
  let nowMicros = 0
  const buckets = createOwnBuckets({ perSecond: 100, burst: 200 }, () => nowMicros)
  for (let tenant = 0; tenant < 10_000; tenant++) {
    buckets.take(`tenant-${tenant}`)
    nowMicros += 1_000
  }
  // One request comes back in 10 ms.
  expect(buckets.count()).toBe(10)
  for (let request = 0; request < 300; request++) buckets.take('busy')
  nowMicros += 1_999_999
  buckets.take('other')
  expect(buckets.count()).toBe(2)
  nowMicros += 10_000
  buckets.take('another')
  expect(buckets.count()).toBe(1)
})
