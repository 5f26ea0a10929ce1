import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { withinDeadline } from './deadline.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const never = () => new Promise<string>(() => undefined)

test('work that ends in time is answered or fails as it does, and no timer is left', async () => {
  await expect(withinDeadline(50, Promise.resolve('done'), () => 'late')).resolves.toBe('done')
  await expect(withinDeadline(50, Promise.reject(new Error('failed')), () => 'late')).rejects.toThrow(
    'failed',
  )
  expect(jest.getTimerCount()).toBe(0)
})

test('work that is late is answered for', async () => {
  const answer = withinDeadline(50, never(), () => 'late')
  jest.advanceTimersByTime(50)
  await expect(answer).resolves.toBe('late')
})

test('being late may be a failure', async () => {
  const answer = withinDeadline(50, never(), () => {
    throw new Error('no answer')
  })
  jest.advanceTimersByTime(50)
  await expect(answer).rejects.toThrow('no answer')
})

test('work that fails when nobody waits for it any more disturbs nobody', async () => {
  const work = Promise.withResolvers<string>()
  const answer = withinDeadline(50, work.promise, () => 'late')
  jest.advanceTimersByTime(50)
  await answer
  work.reject(new Error('too late'))
  await expect(answer).resolves.toBe('late')
})
