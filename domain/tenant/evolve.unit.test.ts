import { describe, expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { registered } from '../testing/tenants.ts'
import { evolveTenant } from './evolve.ts'
import { initialTenant } from './state.ts'

const acme = registered()
const { status, id, placesInUse, createdAt, updatedAt, ...details } = acme

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

  describe('a place', () => {
    const used = { type: 'PlaceUsed', place: 'CTG', by: rahim, at: noon } as const
    const depot = registered({ places: [{ code: 'CTG', name: 'Depot', address: '7 Agrabad' }] })

    test('50 is in use from its first use on', () => {
      expect(evolveTenant(depot, used)).toEqual({ ...depot, placesInUse: ['CTG'] })
    })

    test.each([
      ['that the tenant does not have', acme, 'CTG, which it does not have'],
      ['that is in use already', evolveTenant(depot, used), 'CTG for the first time twice'],
    ])('59 %s cannot be used for the first time', (_, tenant, message) => {
      expect(() => evolveTenant(tenant, used)).toThrow(message)
    })

    test('59 cannot be removed once it is in use', () => {
      const without = { type: 'TenantUpdated', ...details, by: rahim, at: noon } as const
      expect(evolveTenant(depot, without).places).toEqual([])
      const withDepot = { ...without, places: depot.places }
      expect(evolveTenant(evolveTenant(depot, used), withDepot).places).toEqual(depot.places)
      expect(() => evolveTenant(evolveTenant(depot, used), without)).toThrow(
        'Tenant acme loses places that are in use: CTG',
      )
    })
  })

  test('59 is registered once', () => {
    const registration = {
      type: 'TenantRegistered',
      tenantId: 'acme',
      ...details,
      by: rahim,
      at: noon,
    } as const
    expect(() => evolveTenant(acme, registration)).toThrow('Tenant acme is registered twice')
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
