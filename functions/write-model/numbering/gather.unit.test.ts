import { expect, test } from '@jest/globals'
import { gathered } from './gather.ts'

test('what comes while a call is under way goes into the next call together', async () => {
  const calls: number[][] = []
  const open = Promise.withResolvers<void>()
  const gather = gathered(async (_: string, requests: number[]) => {
    calls.push(requests)
    await open.promise
    return requests.map((request) => request * 10)
  })

  const answers = Promise.all([1, 2, 3].map((request) => gather('register', request)))
  open.resolve()

  expect(await answers).toEqual([10, 20, 30])
  expect(calls).toEqual([[1], [2, 3]])
})

test('more than one call can carry goes into several', async () => {
  const sizes: number[] = []
  const gather = gathered(async (_: string, requests: number[]) => {
    sizes.push(requests.length)
    return requests
  })

  const answers = await Promise.all(Array.from({ length: 1_200 }, (_, index) => gather('register', index)))

  expect(answers).toEqual(Array.from({ length: 1_200 }, (_, index) => index))
  expect(sizes).toEqual([1, 500, 500, 199])
})

test('one key does not wait for another', async () => {
  const never = new Promise<number[]>(() => undefined)
  const gather = gathered(async (key: string, requests: number[]) => (key === 'slow' ? never : requests))

  void gather('slow', 1)

  expect(await gather('fast', 2)).toBe(2)
})

test('a failed call fails those who were in it, and the next one is served', async () => {
  let first = true
  const gather = gathered(async (_: string, requests: number[]) => {
    if (!first) return requests
    first = false
    throw new Error('store down')
  })

  const [failed, served] = await Promise.allSettled([gather('register', 1), gather('register', 2)])

  expect(failed).toMatchObject({ status: 'rejected' })
  expect(served).toMatchObject({ status: 'fulfilled', value: 2 })
  expect(await gather('register', 3)).toBe(3)
})
