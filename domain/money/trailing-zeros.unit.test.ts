import { expect, test } from '@jest/globals'
import { withoutTrailingZeros } from './trailing-zeros.ts'

test.each([
  ['500', '5'],
  ['0500', '05'],
  ['5001', '5001'],
  ['1002000', '1002'],
  ['000', ''],
  ['', ''],
])('%j without the zeros at its end is %j', (digits, rest) => {
  expect(withoutTrailingZeros(digits)).toBe(rest)
})
