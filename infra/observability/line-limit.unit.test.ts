import { expect, test } from '@jest/globals'
import { createLineLimit } from './line-limit.ts'

test('a key has a few lines in an interval, and the next one counts those that were left out', () => {
  const limit = createLineLimit({ lines: 3, intervalMs: 1_000 })
  const at = (...times: number[]) => times.map((nowMs) => limit('a', nowMs))
  expect(at(0, 1, 2)).toEqual([0, 0, 0])
  expect(at(3, 4, 999)).toEqual([undefined, undefined, undefined])
  expect(at(1_000, 1_001)).toEqual([3, 0])
  expect(at(5_000)).toEqual([0])
})

test('a flood of one key leaves out no first line of another', () => {
  const limit = createLineLimit({ intervalMs: 1_000 })
  for (let line = 0; line < 10_000; line++) limit('flood', 0)
  expect(limit('other', 0)).toBe(0)
})

test('the memory is bounded: the key whose interval began first is forgotten', () => {
  const limit = createLineLimit({ intervalMs: 1_000, maxKeys: 2 })
  for (const key of ['a', 'b', 'c']) limit(key, 0)
  expect([limit('b', 1), limit('c', 1), limit('a', 1)]).toEqual([undefined, undefined, 0])
})
