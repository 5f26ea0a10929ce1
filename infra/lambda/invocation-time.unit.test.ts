import { expect, test } from '@jest/globals'
import { timeLeftMs } from '../process/time-left.ts'
import { limitTime } from './invocation-time.ts'

const context = (remainingMs: number) => ({
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => remainingMs,
})

/** What an invocation with this payload believes to have left. */
const leftOf = (payload: unknown, remainingMs: number) =>
  limitTime(payload, context(remainingMs), (limited) => [timeLeftMs(0), limited.getRemainingTimeInMillis()])

test('an invocation ends when Lambda stops it', () => {
  expect(leftOf({}, 25_000)).toEqual([25_000, 25_000])
  expect(leftOf(undefined, 25_000)).toEqual([25_000, 25_000])
  expect(leftOf({ answerBy: Date.now() + 60_000 }, 25_000)).toEqual([25_000, 25_000])
})

test('it ends when its caller gives up, if that is earlier', () => {
  const [left = 0, remaining = 0] = leftOf({ answerBy: Date.now() + 5_000 }, 25_000)
  expect(left).toBeGreaterThan(4_000)
  expect(left).toBeLessThanOrEqual(5_000)
  expect(remaining).toBeLessThanOrEqual(5_000)
})

test('the rest of the context is as Lambda made it', () => {
  limitTime({}, context(1), (limited) => expect(limited.awsRequestId).toBe('r-1'))
})

test('without a context there is no limit', () => {
  expect(limitTime({}, undefined, () => timeLeftMs())).toBe(Number.POSITIVE_INFINITY)
})
