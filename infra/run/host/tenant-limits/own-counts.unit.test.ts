import { expect, test } from '@jest/globals'
import { createOwnCounts } from './own-counts.ts'

test('a tenant has its quota in each month of UTC', () => {
  let now = '2026-11-30T23:59:59.999Z'
  const counts = createOwnCounts(2, () => new Date(now))
  const take = (tenantId: string) => counts.take(tenantId)
  expect([take('acme'), take('acme'), take('acme'), take('bengal')]).toEqual([true, true, false, true])
  now = '2026-12-01T00:00:00.000Z'
  expect([take('acme'), take('acme'), take('acme')]).toEqual([true, true, false])
})

test('the common count replaces that of the process, and is of its month', () => {
  let now = '2026-11-30T23:59:59.999Z'
  const counts = createOwnCounts(100, () => new Date(now))
  counts.learn('acme', 99)
  expect([counts.take('acme'), counts.take('acme')]).toEqual([true, false])
  now = '2026-12-01T00:00:00.000Z'
  expect(counts.take('acme')).toBe(true)
})
