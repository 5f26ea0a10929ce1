import { expect, test } from '@jest/globals'
import { safeCorrelationId } from './correlation-id.ts'

test.each(['c-1', 'Root:1-67891233.ab_c', '2f1c4a0e-6a58-4d5c-9d0f-0c1f6f2f4e1b', 'x'.repeat(128)])(
  '%p is safe',
  (header) => {
    expect(safeCorrelationId(header)).toBe(header)
  },
)

test.each([
  undefined,
  '',
  'has blank',
  'x'.repeat(129),
  'line\nbreak',
  'c-1\n',
  'ক',
  '"',
  'c-1", "admin": "yes',
  '\\',
  '<b>',
  'a, b',
  'jndi:ldap://a',
])('%p is not safe', (header) => {
  expect(safeCorrelationId(header)).toBeUndefined()
})
