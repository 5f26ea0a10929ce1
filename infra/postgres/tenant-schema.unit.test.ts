import { describe, expect, test } from '@jest/globals'
import { tenantSchema } from './tenant-schema.ts'

describe('the schema of a tenant', () => {
  test('is named after it and the version of the read model', () => {
    expect(tenantSchema('acme')).toBe('tenant_acme_v1')
    expect(tenantSchema('pg', 2)).toBe('tenant_pg_v2')
  })

  test('fits into a name of PostgreSQL, which cuts at 63 bytes', () => {
    expect(tenantSchema('a'.repeat(40), 999).length).toBeLessThan(63)
  })

  test.each(['', 'Acme', '1acme', 'a_b', 'a"b', 'a b', 'রহিম', 'a'.repeat(41), 'a\n'])(
    'refuses %j',
    (tenantId) => {
      expect(() => tenantSchema(tenantId)).toThrow(expect.objectContaining({ code: 'TENANT_ID_INVALID' }))
    },
  )

  test.each([0, -1, 1.5, Number.NaN])('refuses version %d', (version) => {
    expect(() => tenantSchema('acme', version)).toThrow(
      expect.objectContaining({ code: 'TENANT_ID_INVALID' }),
    )
  })
})
