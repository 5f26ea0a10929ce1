import { expect, test } from '@jest/globals'
import { bareDigits } from './bare-digits.ts'

test.each([
  [' 0171 2345678\t', '01712345678'],
  ['002871821-0101', '0028718210101'],
  ['002871821\u20110101', '0028718210101'],
  ['002871821 – 0101', '0028718210101'],
  ['002871821\u22120101', '0028718210101'],
  ['০০২৮৭১৮২১', '002871821'],
  ['００２', '002'],
  ['٠٠٢८७১', '002871'],
  ['\ufeff1\u200e2', '12'],
  ['+88 1712', '+881712'],
  ['12a', '12a'],
])('%j is %j without blanks and dashes', (typed, bare) => {
  expect(bareDigits(typed)).toBe(bare)
})

test('a text of more than 100 units is not an identifier', () => {
  expect(bareDigits(`${' '.repeat(99)}1`)).toBe('1')
  expect(bareDigits(`${' '.repeat(100)}1`)).toBe('')
})
