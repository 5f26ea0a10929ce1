import { afterEach, expect, test } from '@jest/globals'
import { usageKey } from './usage-key.ts'

const before = process.env.FUNCTION_PREFIX
afterEach(() => {
  process.env.FUNCTION_PREFIX = before ?? ''
})

test('every tenant and the platform have keys of their own, as long as API Gateway needs', () => {
  process.env.FUNCTION_PREFIX = 'finance-d-'
  const keys = ['a', 'platform', 'x'.repeat(40), ''].map((tenantId) => usageKey(tenantId) ?? '')
  expect(keys[0]).toBe('finance-d-usage-of-tenant-a')
  expect(keys[3]).toBe('finance-d-usage-of-platform')
  expect(new Set(keys).size).toBe(keys.length)
  for (const { length } of keys) expect(length >= 20 && length <= 128).toBe(true)
})

test('outside a stage there is no key', () => {
  process.env.FUNCTION_PREFIX = ''
  expect(usageKey('acme')).toBeUndefined()
})
