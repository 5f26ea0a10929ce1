import { describe, expect, test } from '@jest/globals'
import { TenantIdInvalid, tenantSchema } from './tenant-schema.ts'

describe('tenantSchema', () => {
  test('contains the tenant and the version of the read model', () => {
    expect(tenantSchema({ tenantId: 'acme', version: 1 })).toBe('tenant_acme_v1')
    expect(tenantSchema({ tenantId: 'pg', version: 2 })).toBe('tenant_pg_v2')
  })

  test('is shorter than 63 bytes, where PostgreSQL cuts names', () => {
    expect(tenantSchema({ tenantId: 'a'.repeat(40), version: 999 }).length).toBeLessThan(63)
  })

  test.each(['', 'Acme', '1acme', 'a_b', 'a"b', 'a b', 'রহিম', 'a'.repeat(41), 'a\n'])(
    'rejects the tenant id %j',
    (tenantId) => {
      expect(() => tenantSchema({ tenantId, version: 1 })).toThrow(TenantIdInvalid)
    },
  )

  test.each([0, -1, 1.5, Number.NaN])('rejects version %d', (version) => {
    expect(() => tenantSchema({ tenantId: 'acme', version })).toThrow(TenantIdInvalid)
  })
})
