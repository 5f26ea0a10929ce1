import * as z from 'zod'
import { register } from '../../../domain/tenant/register.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { registerTenantInput } from '../../contract/inputs/tenant.ts'
import { newTenantCommand } from '../../write-model/new-tenant.ts'

export const handler = newTenantCommand({
  name: 'RegisterTenantCommand',
  operation: 'registerTenant',
  input: z.strictObject({ input: registerTenantInput, idempotencyKey }),
  decide: ({ tenant, input: { input }, by, at }) => register(tenant, { input, by, at }),
})
