import { expect, test } from '@jest/globals'
import { progressOf } from './progress.ts'

/** A progress of events by a clock that a test sets, and the lines that it prints. */
const progressByClock = () => {
  const lines: string[] = []
  const clock = { nowMs: 0 }
  const progress = progressOf(
    'Events',
    (line) => lines.push(line),
    () => clock.nowMs,
  )
  return { lines, clock, progress }
}

test('a line a second has the share, the rate and the time left', () => {
  const { lines, clock, progress } = progressByClock()
  for (; clock.nowMs <= 4_000; clock.nowMs += 500) progress.at(clock.nowMs / 40_000, clock.nowMs * 2)
  expect(lines).toEqual([
    'Events: 2,000 (2 %), 2,000/s, 39 s left',
    'Events: 4,000 (5 %), 2,000/s, 38 s left',
    'Events: 6,000 (7 %), 2,000/s, 37 s left',
    'Events: 8,000 (10 %), 2,000/s, 36 s left',
  ])
})

test.each([
  [0.5, '100 s left'],
  [0.02, '82 min left'],
  [0.01, '3 h left'],
  [0.0001, '278 h left'],
  [0, '0/s'],
])('at %d after 100 s it says %s', (done, end) => {
  const { lines, clock, progress } = progressByClock()
  clock.nowMs = 100_000
  progress.at(done, 0)
  expect(lines[0]?.endsWith(end)).toBe(true)
})
