import { describe, expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { registered } from '../testing/tenants.ts'
import { evolveTenant } from './evolve.ts'
import { initialTenant } from './state.ts'

const acme = registered()
const { status, id, createdAt, updatedAt, ...details } = acme

describe('the fold of a tenant', () => {
  test('a command that found nothing to change leaves the state as it is', () => {
    expect(
      evolveTenant(acme, { type: 'TenantLeftUnchanged', by: 'u-1', at: '2024-11-01T06:00:00Z' }),
    ).toEqual(acme)
  })

  test('an event of an unknown type is a broken invariant', () => {
    expect(() => evolveTenant(acme, { type: 'TenantArchived' } as never)).toThrow(
      'No case for TenantArchived',
    )
  })

  test.each([
    { type: 'TenantUpdated', ...details, by: rahim, at: noon },
    { type: 'TenantLeftUnchanged', by: rahim, at: noon },
  ] as const)('$type cannot be the first event', (event) => {
    expect(() => evolveTenant(initialTenant, event)).toThrow(
      `${event.type} without TenantRegistered before it`,
    )
  })
})
