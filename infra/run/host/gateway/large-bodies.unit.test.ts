import { expect, test } from '@jest/globals'
import { createLargeBodies } from './large-bodies.ts'

const limits = { maxLargeBodyBytes: 100, maxLargeBodyBytesOfTenant: 40 }

test('the large bodies of a tenant have a limit together, which is not that of another', () => {
  const bodies = createLargeBodies(limits)
  expect([bodies.take('acme', 30), bodies.take('acme', 11), bodies.take('acme', 10)]).toEqual([
    ...[true, false, true],
  ])
  expect(bodies.take('bengal', 40)).toBe(true)
  bodies.release('acme', 30)
  expect([bodies.take('acme', 31), bodies.take('acme', 30)]).toEqual([false, true])
})

test('those of all tenants have a limit together', () => {
  const bodies = createLargeBodies(limits)
  const tenants = ['acme', 'bengal', 'chittagong', 'dhaka']
  expect(tenants.map((tenant) => bodies.take(tenant, 30))).toEqual([true, true, true, false])
  expect(bodies.take('dhaka', 10)).toBe(true)
  bodies.release('acme', 30)
  expect(bodies.take('dhaka', 30)).toBe(true)
})
