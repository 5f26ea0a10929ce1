import { expect, test } from '@jest/globals'
import { restartLimit } from './restart-limit.ts'

test('restarts are limited within a period, and possible again after it', () => {
  let nowMs = 0
  const limit = restartLimit(2, 1000, () => nowMs)
  expect([limit.take(), limit.take(), limit.take()]).toEqual([true, true, false])
  nowMs = 999
  expect(limit.take()).toBe(false)
  nowMs = 1000
  expect(limit.take()).toBe(true)
})

test('the first restart is immediate and each further one waits longer', () => {
  const limit = restartLimit(3, 1000, () => 0)
  const pausesMs = [1, 2, 3].map(() => {
    limit.take()
    return limit.pauseMs
  })
  expect(pausesMs[0]).toBe(0)
  expect(pausesMs[2]).toBeGreaterThan(pausesMs[1] ?? 0)
})
