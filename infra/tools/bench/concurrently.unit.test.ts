import { expect, test } from '@jest/globals'
import { runConcurrently } from './concurrently.ts'

test('runs every index once, with as many at a time as allowed', async () => {
  const indexes: number[] = []
  let [running, most] = [0, 0]
  await runConcurrently(10, 3, async (index) => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    indexes.push(index)
  })
  expect(indexes.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(most).toBe(3)
})

test('rejects when one of them fails', async () => {
  const work = async (index: number) => {
    if (index === 4) throw new Error('failed')
  }
  await expect(runConcurrently(10, 3, work)).rejects.toThrow('failed')
})
