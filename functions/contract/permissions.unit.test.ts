import { expect, test } from '@jest/globals'
import { operationRequirements, permissions, type Requirement } from '../../infra/auth/permissions.ts'
import { operations } from './testing/operations.ts'

const requirements: Readonly<Record<string, Requirement>> = operationRequirements

/** A caller who lacks only what the operation requires: the permission, or the tenant. */
const callerWithout = (requirement: Requirement) =>
  requirement === 'any tenant member'
    ? { tenantId: '', permissions: [] }
    : { tenantId: 'acme', permissions: permissions.filter((one) => !requirement.includes(one)) }

test.each(operations)(
  'the function of $name checks the permission of a direct caller before it checks the input',
  async ({ name, handler }) => {
    const caller = callerWithout(requirements[name] ?? [])
    const actor = { id: 'u-1', role: 'none' }
    const envelope = { field: name, input: {}, context: { ...caller, actor, correlationId: 'c-1' } }
    expect(await handler(envelope, {})).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', params: { operation: name }, retryable: false },
    })
  },
)
