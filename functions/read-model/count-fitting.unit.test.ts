import { expect, test } from '@jest/globals'
import { countFitting } from './count-fitting.ts'

test.each([
  [['aa', 'aa', 'aa'], 8, 2],
  [['aa', 'aa', 'aa'], 12, 3],
  [['aa', 'aa'], 1, 1],
  [['ক', 'ক'], 9, 1],
  [[], 1, 0],
])('of %j as JSON in UTF-8, with %d bytes %d fit', (values, maxBytes, count) => {
  expect(countFitting(values, maxBytes)).toBe(count)
})
