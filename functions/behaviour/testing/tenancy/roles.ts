import {
  operationRequirements,
  type Requirement,
  type Role,
  rolePermissions,
  roles,
} from '../../../../infra/auth/permissions.ts'

const requirements: Readonly<Record<string, Requirement>> = operationRequirements

const mayRun = (role: Role, requirement: Requirement): boolean => {
  if (requirement === 'any valid token') return true
  if (requirement === 'any tenant member') return role !== 'platform'
  const permissions: readonly string[] = rolePermissions[role]
  return requirement.some((permission) => permissions.includes(permission))
}

/** The roles of tenants come first, from the one with the most permissions. */
const inOrder: readonly Role[] = [...roles.filter((role) => role !== 'platform'), 'platform']

/**
 * Returns a role that may run the operation and one that may not, by the table of permissions; undefined
 * when there is none.
 * @throws Error when the table has no such operation
 */
export const rolesFor = (operation: string): { right: Role | undefined; lacking: Role | undefined } => {
  const requirement = requirements[operation]
  if (requirement === undefined) throw new Error(`The table of permissions has no operation ${operation}`)
  return {
    right: inOrder.find((role) => mayRun(role, requirement)),
    lacking:
      inOrder.findLast((role) => role !== 'platform' && !mayRun(role, requirement)) ??
      lackingPlatform(requirement),
  }
}

const lackingPlatform = (requirement: Requirement): Role | undefined =>
  mayRun('platform', requirement) ? undefined : 'platform'
