import * as z from 'zod'
import { register } from '../../../domain/tenant/register.ts'
import { tenantFunction } from '../../../infra/lambda/chain.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { idempotencyKey } from '../../contract/inputs/fields.ts'
import { registerTenantInput } from '../../contract/inputs/tenant.ts'
import { decideOnTenant } from '../../write-model/tenant-command.ts'

const declared = {
  name: 'RegisterTenantCommand',
  operation: 'registerTenant',
  input: z.strictObject({ input: registerTenantInput, idempotencyKey }),
} as const

/** The schema is made before the tenant is registered: whoever is registered can be read from at once. */
export const handler = tenantFunction(declared, (call) => {
  const { input } = call.input
  return decideOnTenant(call, {
    tenantId: input.id,
    decide: (tenant, by, at) => register(tenant, { input, by, at }),
    prepare: async () => {
      await invoke('provision-tenant', { tenantId: input.id }, 'RequestResponse')
    },
  })
})
