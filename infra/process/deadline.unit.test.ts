import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { withinDeadline } from './deadline.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const never = () => new Promise<string>(() => undefined)

test('work that ends in time gives its result or error, and no timer remains', async () => {
  await expect(withinDeadline(50, Promise.resolve('done'), () => 'late')).resolves.toBe('done')
  await expect(withinDeadline(50, Promise.reject(new Error('failed')), () => 'late')).rejects.toThrow(
    'failed',
  )
  expect(jest.getTimerCount()).toBe(0)
})

test('late work gives the result of onLate', async () => {
  const result = withinDeadline(50, never(), () => 'late')
  jest.advanceTimersByTime(50)
  await expect(result).resolves.toBe('late')
})

test('onLate may throw', async () => {
  const result = withinDeadline(50, never(), () => {
    throw new Error('no response')
  })
  jest.advanceTimersByTime(50)
  await expect(result).rejects.toThrow('no response')
})

test('work that fails after the deadline has no effect', async () => {
  const work = Promise.withResolvers<string>()
  const result = withinDeadline(50, work.promise, () => 'late')
  jest.advanceTimersByTime(50)
  await result
  work.reject(new Error('too late'))
  await expect(result).resolves.toBe('late')
})

test('an infinite deadline never passes and needs no timer', async () => {
  const work = Promise.withResolvers<string>()
  const result = withinDeadline(Number.POSITIVE_INFINITY, work.promise, () => 'late')
  expect(jest.getTimerCount()).toBe(0)
  work.resolve('done')
  await expect(result).resolves.toBe('done')
})
