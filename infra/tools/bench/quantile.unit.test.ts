import { expect, test } from '@jest/globals'
import { median, quantile } from './quantile.ts'

test('a quantile is one of the measured values', () => {
  expect(median([3, 1, 2, 4])).toBe(2)
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95)).toBe(10)
})

test('without values there is no quantile', () => {
  expect(() => median([])).toThrow('Nothing was measured')
})
