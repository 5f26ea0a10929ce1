import {
  operationRequirements,
  permissions,
  type Requirement,
  rolePermissions,
  roles,
} from '../../auth/permissions.ts'
import { code, page, table } from './markdown.ts'

const permissionsOf = (role: keyof typeof rolePermissions): readonly string[] => rolePermissions[role]

const roleTable = table(
  ['Permission', ...roles.map(code)],
  permissions.map((permission) => [
    code(permission),
    ...roles.map((role) => (permissionsOf(role).includes(permission) ? 'yes' : '')),
  ]),
)

const requirementOf = (requirement: Requirement): string =>
  typeof requirement === 'string' ? '' : requirement.map(code).join(' or ')

const tenantRoles = roles.filter((role) => role !== 'platform')

const rolesAllowed = (requirement: Requirement): string => {
  if (requirement === 'any valid token') return 'every role'
  if (requirement === 'any tenant member') return everyTenantRole
  const allowed = roles.filter((role) =>
    requirement.some((permission) => permissionsOf(role).includes(permission)),
  )
  return tenantRoles.every((role) => allowed.includes(role)) ? everyTenantRole : allowed.map(code).join(', ')
}

const everyTenantRole = 'every role of a tenant'

const operationTable = table(
  ['Operation', 'Permission', 'Roles'],
  Object.entries(operationRequirements).map(([operation, requirement]) => [
    code(operation),
    requirementOf(requirement),
    rolesAllowed(requirement),
  ]),
)

const intro = `A token has one role and, unless the role is \`platform\`, one tenant. So \`platform\` cannot
read invoices. An operation that is not allowed here is refused with \`FORBIDDEN\` before anything is read.`

/** The page of roles with their permissions, and of operations with the permissions that they need. */
export const permissionsPage = (): string =>
  page(
    '# Permissions',
    intro,
    '## Roles',
    roleTable,
    '## Operations',
    'The gateway of a federation uses `_entities` to read invoices by id. `_service` returns the schema. ' +
      'Like introspection, it is off in production unless `GRAPHQL_INTROSPECTION` turns it on.',
    operationTable,
  )
