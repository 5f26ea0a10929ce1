/** Every permission. The functions require only these. */
export const permissions = [
  'invoice:create',
  'invoice:read',
  'invoice:update',
  'invoice:approve',
  'invoice:cancel',
  'payment:create',
  'payment:reverse',
  'payment:refund',
  'payment:writeoff',
  'note:create',
  'report:read',
  'usage:read',
  'tenant:manage',
  'platform:manage',
] as const
export type Permission = (typeof permissions)[number]

const deskPermissions = [
  'invoice:create',
  'invoice:read',
  'invoice:update',
  'payment:create',
  'report:read',
] as const
const readerPermissions = ['invoice:read', 'report:read'] as const
const managerPermissions = [
  ...deskPermissions,
  'invoice:approve',
  'invoice:cancel',
  'payment:reverse',
  'payment:refund',
  'payment:writeoff',
  'note:create',
  'usage:read',
] as const

/** The permissions of each role. `platform` belongs to no tenant and therefore cannot read invoices. */
export const rolePermissions = {
  platform: ['platform:manage'],
  admin: [...managerPermissions, 'tenant:manage'],
  finance_manager: managerPermissions,
  accountant: [...deskPermissions, 'note:create'],
  accounts_receivable: deskPermissions,
  accounts_payable: readerPermissions,
  auditor: [...readerPermissions, 'usage:read'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof rolePermissions

export const roles = Object.keys(rolePermissions) as Role[]
export const isRole = (text: unknown): text is Role =>
  typeof text === 'string' && Object.hasOwn(rolePermissions, text)

/**
 * Who may run an operation: a caller with any one of the permissions, every user of a tenant, or every user.
 * Permissions other than platform:manage count only inside a tenant.
 */
export type Requirement = readonly Permission[] | 'any tenant member' | 'any valid token'

/**
 * The requirement of every operation of the contract. An operation that is not listed is denied to everyone.
 */
export const operationRequirements = {
  invoice: ['invoice:read'],
  invoiceByNumber: ['invoice:read'],
  invoices: ['invoice:read'],
  invoiceHistory: ['invoice:read'],
  receipt: ['invoice:read'],
  receipts: ['invoice:read'],
  vatReturn: ['report:read'],
  vatReturnSubForm: ['report:read'],
  highValueInvoices: ['report:read'],
  salesBook: ['report:read'],
  agedReceivables: ['report:read'],
  taxFromInclusive: 'any tenant member',
  usage: ['usage:read', 'platform:manage'],
  platformUsage: ['platform:manage'],
  tenant: 'any tenant member',
  createInvoice: ['invoice:create'],
  updateInvoice: ['invoice:update'],
  submitInvoice: ['invoice:update'],
  rejectInvoice: ['invoice:approve'],
  approveInvoice: ['invoice:approve'],
  cancelInvoice: ['invoice:cancel'],
  recordPayment: ['payment:create'],
  recordCertificates: ['payment:create'],
  reversePayment: ['payment:reverse'],
  recordRefund: ['payment:refund'],
  writeOffBalance: ['payment:writeoff'],
  recordReceipt: ['payment:create'],
  allocateReceipt: ['payment:create'],
  reverseReceipt: ['payment:reverse'],
  issueCreditNote: ['note:create'],
  issueDebitNote: ['note:create'],
  registerTenant: ['platform:manage'],
  updateTenant: ['tenant:manage'],
  _entities: ['invoice:read'],
  _service: 'any valid token',
} as const satisfies Record<string, Requirement>
export type Operation = keyof typeof operationRequirements

export type Caller = { tenantId: string; permissions: readonly string[] }

/**
 * Returns the permission that the caller needs for the operation and does not have, as text: 'usage:read or
 * platform:manage' when any one of several is enough. Undefined when the caller may run it. An operation
 * without an entry is denied.
 */
export const missingPermission = (operation: string, caller: Caller): string | undefined => {
  const requirement: Requirement = Object.hasOwn(operationRequirements, operation)
    ? operationRequirements[operation as Operation]
    : []
  if (requirement === 'any valid token') return undefined
  if (requirement === 'any tenant member') return caller.tenantId ? undefined : 'membership of a tenant'
  if (requirement.some((permission) => hasPermission(caller, permission))) return undefined
  return requirement.length ? requirement.join(' or ') : 'a permission that no role has'
}

const hasPermission = (caller: Caller, permission: Permission): boolean =>
  caller.permissions.includes(permission) && (permission === 'platform:manage' || caller.tenantId !== '')
