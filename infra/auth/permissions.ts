/** Every permission there is. A function asks for one of these and nothing else. */
export const permissions = [
  'invoice:create',
  'invoice:read',
  'invoice:update',
  'invoice:approve',
  'invoice:cancel',
  'payment:create',
  'payment:reverse',
  'payment:refund',
  'note:create',
  'report:read',
  'usage:read',
  'tenant:manage',
  'platform:manage',
] as const
export type Permission = (typeof permissions)[number]

const desk = ['invoice:create', 'invoice:read', 'invoice:update', 'payment:create', 'report:read'] as const
const reading = ['invoice:read', 'report:read'] as const
const managing = [
  ...desk,
  'invoice:approve',
  'invoice:cancel',
  'payment:reverse',
  'payment:refund',
  'note:create',
  'usage:read',
] as const

/** What each role may do. `platform` belongs to no tenant and therefore sees no invoice. */
export const rolePermissions = {
  platform: ['platform:manage'],
  admin: [...managing, 'tenant:manage'],
  finance_manager: managing,
  accountant: [...desk, 'note:create'],
  accounts_receivable: desk,
  accounts_payable: reading,
  auditor: [...reading, 'usage:read'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof rolePermissions

export const roles = Object.keys(rolePermissions) as Role[]
export const isRole = (text: unknown): text is Role =>
  typeof text === 'string' && Object.hasOwn(rolePermissions, text)

/**
 * Who may run an operation: the holder of any one of the permissions, or every user of a tenant. A permission other than
 * platform:manage is only ever held inside a tenant.
 */
export type Requirement = readonly Permission[] | 'any tenant member'

/** Every operation of the contract with its requirement. What is not listed here is allowed to nobody. */
export const operationRequirements = {
  invoice: ['invoice:read'],
  invoiceByNumber: ['invoice:read'],
  invoices: ['invoice:read'],
  invoiceHistory: ['invoice:read'],
  vatReturn: ['report:read'],
  highValueInvoices: ['report:read'],
  salesBook: ['report:read'],
  agedReceivables: ['report:read'],
  taxFromInclusive: 'any tenant member',
  usage: ['usage:read', 'platform:manage'],
  tenant: 'any tenant member',
  createInvoice: ['invoice:create'],
  updateInvoice: ['invoice:update'],
  submitInvoice: ['invoice:update'],
  rejectInvoice: ['invoice:approve'],
  approveInvoice: ['invoice:approve'],
  cancelInvoice: ['invoice:cancel'],
  recordPayment: ['payment:create'],
  reversePayment: ['payment:reverse'],
  recordRefund: ['payment:refund'],
  issueCreditNote: ['note:create'],
  issueDebitNote: ['note:create'],
  registerTenant: ['platform:manage'],
  updateTenant: ['tenant:manage'],
  _entities: ['invoice:read'],
} as const satisfies Record<string, Requirement>
export type Operation = keyof typeof operationRequirements

export type Caller = { tenantId: string; permissions: readonly string[] }

/**
 * The permission (or permissions, any of which would do) that the caller lacks for the operation; undefined when none. Deny by default: an
 * operation without an entry needs what nobody has.
 */
export const missingPermission = (operation: string, caller: Caller): string | undefined => {
  const requirement: Requirement = Object.hasOwn(operationRequirements, operation)
    ? operationRequirements[operation as Operation]
    : []
  if (requirement === 'any tenant member') return caller.tenantId ? undefined : 'membership of a tenant'
  if (requirement.some((permission) => holds(caller, permission))) return undefined
  return requirement.length ? requirement.join(' or ') : 'a permission that no role has'
}

const holds = (caller: Caller, permission: Permission): boolean =>
  caller.permissions.includes(permission) && (permission === 'platform:manage' || caller.tenantId !== '')
