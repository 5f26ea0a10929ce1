import { expect, test } from '@jest/globals'
import { randomFrom } from './seeded-random.ts'

const numbersFrom = (seed: number): number[] => {
  const random = randomFrom(seed)
  return Array.from({ length: 100 }, () => random.below(1000))
}

test('a seed gives the same numbers again, and another seed gives others', () => {
  expect(numbersFrom(7)).toEqual(numbersFrom(7))
  expect(numbersFrom(7)).not.toEqual(numbersFrom(8))
})

test('numbers are spread over their range', () => {
  const counts = Map.groupBy(
    Array.from({ length: 1000 }, (_, seed) => randomFrom(seed).below(10)),
    (number) => number,
  )
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  for (const same of counts.values()) expect(same.length).toBeGreaterThan(50)
})
