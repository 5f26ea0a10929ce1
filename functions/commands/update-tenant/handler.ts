import * as z from 'zod'
import { updateTenant } from '../../../domain/tenant/update.ts'
import { expectedRevision, idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { updateTenantInput } from '../../contract/inputs/tenant.ts'
import { tenantCommand } from '../../write-model/tenant.ts'

export const handler = tenantCommand({
  name: 'UpdateTenantCommand',
  operation: 'updateTenant',
  input: z.strictObject({ input: updateTenantInput, expectedRevision, idempotencyKey }),
  decide: ({ tenant, input: { input }, by, at }) => updateTenant(tenant, { input, by, at }),
})
