import { expect, test } from '@jest/globals'
import { excerpt } from './excerpt.ts'

test('a short text is repeated, of a long one the beginning', () => {
  expect(excerpt('12,50')).toBe('12,50')
  expect(excerpt('x'.repeat(99))).toBe('x'.repeat(40))
  expect(excerpt('x'.repeat(99), 60)).toBe('x'.repeat(60))
})
