import {
  operationRequirements,
  permissions,
  type Requirement,
  rolePermissions,
  roles,
} from '../../auth/permissions.ts'
import { code, page, table } from './markdown.ts'

const held = (role: keyof typeof rolePermissions): readonly string[] => rolePermissions[role]

const roleTable = table(
  ['Permission', ...roles.map(code)],
  permissions.map((permission) => [
    code(permission),
    ...roles.map((role) => (held(role).includes(permission) ? 'yes' : '')),
  ]),
)

const requirementOf = (requirement: Requirement): string =>
  requirement === 'any tenant member' ? '' : requirement.map(code).join(' or ')

const ofTenants = roles.filter((role) => role !== 'platform')

const allowed = (requirement: Requirement): string => {
  if (requirement === 'any tenant member') return everybody
  const may = roles.filter((role) => requirement.some((permission) => held(role).includes(permission)))
  return ofTenants.every((role) => may.includes(role)) ? everybody : may.map(code).join(', ')
}

const everybody = 'every role of a tenant'

const operationTable = table(
  ['Operation', 'Needs', 'Roles that may'],
  Object.entries(operationRequirements).map(([operation, requirement]) => [
    code(operation),
    requirementOf(requirement),
    allowed(requirement),
  ]),
)

/** Who may do what: roles with their permissions, operations with what they ask for. */
export const permissionsPage = (): string =>
  page(
    '# Permissions',
    `A token names one role and one tenant; only \`platform\` belongs to no tenant, and sees no invoice. What is not allowed here is refused
with \`FORBIDDEN\`, before anything is read.`,
    '## Roles',
    roleTable,
    '## Operations',
    `\`_entities\` is how the gateway of a federation asks for invoices by id.`,
    operationTable,
  )
