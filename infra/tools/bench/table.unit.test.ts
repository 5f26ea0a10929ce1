import { expect, test } from '@jest/globals'
import { atMost, median, ms, quantile, stated } from './figure.ts'
import { table } from './table.ts'

test('a figure within its bound is met, one beyond it is missed, one without a bound is neither', () => {
  const figures = [
    atMost('quick', { measured: 9.5, bound: 10, unit: ms }),
    atMost('slow', { measured: 10.5, bound: 10, unit: ms }, 'why'),
    stated('size', '12 MB'),
  ]

  expect(table(figures)).toBe(`line   measured  budget            note
quick  9.50 ms   <= 10 ms  met
slow   11 ms     <= 10 ms  MISSED  why
size   12 MB
`)
})

test('quantiles are values that were measured', () => {
  expect(median([3, 1, 2, 4])).toBe(2)
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95)).toBe(10)
  expect(() => median([])).toThrow('Nothing was measured')
})
