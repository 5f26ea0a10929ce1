import { expect, test } from '@jest/globals'
import { excerpt } from './excerpt.ts'

test('a short text is returned whole, a long one is cut after its beginning', () => {
  expect(excerpt('12,50')).toBe('12,50')
  expect(excerpt('x'.repeat(99))).toBe('x'.repeat(40))
  expect(excerpt('x'.repeat(99), 60)).toBe('x'.repeat(60))
})
