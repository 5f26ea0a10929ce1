import { describe, expect, test } from '@jest/globals'
import { isRole, missingPermission, permissions, type Role, rolePermissions, roles } from './permissions.ts'

const caller = (role: Role, tenantId = role === 'platform' ? '' : 'acme') => ({
  tenantId,
  permissions: rolePermissions[role],
})

describe('44 the permissions of a role', () => {
  test.each([
    ['accountant', 'createInvoice', undefined],
    ['accountant', 'approveInvoice', 'invoice:approve'],
    ['accountant', 'issueCreditNote', undefined],
    ['accounts_receivable', 'recordPayment', undefined],
    ['accounts_receivable', 'issueDebitNote', 'note:create'],
    ['accounts_payable', 'createInvoice', 'invoice:create'],
    ['accounts_payable', 'salesBook', undefined],
    ['accounts_payable', 'usage', 'usage:read or platform:manage'],
    ['auditor', 'usage', undefined],
    ['finance_manager', 'rejectInvoice', undefined],
    ['finance_manager', 'updateTenant', 'tenant:manage'],
    ['admin', 'updateTenant', undefined],
    ['admin', 'registerTenant', 'platform:manage'],
    ['platform', 'registerTenant', undefined],
    ['platform', 'usage', undefined],
    ['platform', 'platformUsage', undefined],
    ['admin', 'platformUsage', 'platform:manage'],
    ['platform', 'invoice', 'invoice:read'],
    ['platform', 'taxFromInclusive', 'membership of a tenant'],
    ['accounts_payable', 'tenant', undefined],
    ['platform', '_service', undefined],
    ['accounts_payable', '_service', undefined],
  ] as const)('%s may run %s unless it lacks %p', (role, operation, lack) => {
    expect(missingPermission(operation, caller(role))).toBe(lack)
  })

  test('submit needs invoice:update, reject needs invoice:approve', () => {
    expect(missingPermission('submitInvoice', { tenantId: 'acme', permissions: ['invoice:approve'] })).toBe(
      'invoice:update',
    )
    expect(missingPermission('rejectInvoice', { tenantId: 'acme', permissions: ['invoice:update'] })).toBe(
      'invoice:approve',
    )
  })

  test('an operation that is not listed is denied to everyone, even if every object has that member', () => {
    for (const operation of ['burnInvoice', 'constructor', '__proto__', ''])
      expect(missingPermission(operation, { tenantId: 'acme', permissions })).toBe(
        'a permission that no role has',
      )
  })

  test('a permission outside a tenant has no effect', () => {
    expect(missingPermission('invoice', { tenantId: '', permissions })).toBe('invoice:read')
  })

  test('every permission belongs to a role, and only the listed names are roles', () => {
    expect(new Set(roles.flatMap((role) => rolePermissions[role]))).toEqual(new Set(permissions))
    expect(isRole('toString')).toBe(false)
  })
})
