import { expect, test } from '@jest/globals'
import { shorten } from './shorten.ts'

test('a text of at most 1,000 characters stays as it is', () => {
  expect(shorten('x'.repeat(1_000))).toBe('x'.repeat(1_000))
})

test('a longer text ends with an ellipsis and has 1,000 characters', () => {
  expect(shorten('x'.repeat(1_001))).toBe(`${'x'.repeat(999)}…`)
})

test('half of a surrogate pair does not remain', () => {
  expect(shorten('ab😀d', 4)).toBe('ab\ufffd…')
})
