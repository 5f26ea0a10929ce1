import { expect, test } from '@jest/globals'
import { safeCorrelationId } from './correlation-id.ts'

test.each(['c-1', '!', '~', 'x'.repeat(128)])('%p is safe', (header) => {
  expect(safeCorrelationId(header)).toBe(header)
})

test.each([undefined, '', 'has blank', 'x'.repeat(129), 'line\nbreak', 'c-1\n', 'ক'])(
  '%p is not safe',
  (header) => {
    expect(safeCorrelationId(header)).toBeUndefined()
  },
)
