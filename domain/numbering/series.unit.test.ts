import { expect, test } from '@jest/globals'
import { registerYear } from './series.ts'

test('13 the fiscal year of a register is that of the decision in Dhaka', () => {
  expect(registerYear('2026-06-30T17:59:59Z')).toBe('2025-2026')
  expect(registerYear('2026-06-30T18:00:00Z')).toBe('2026-2027')
})
