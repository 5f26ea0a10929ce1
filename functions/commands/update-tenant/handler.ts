import * as z from 'zod'
import { updateTenant } from '../../../domain/tenant/update.ts'
import { tenantFunction } from '../../../infra/lambda/chain.ts'
import { expectedRevision, idempotencyKey } from '../../contract/inputs/fields.ts'
import { updateTenantInput } from '../../contract/inputs/tenant.ts'
import { decideOnTenant } from '../../write-model/tenant-command.ts'

const declared = {
  name: 'UpdateTenantCommand',
  operation: 'updateTenant',
  input: z.strictObject({ input: updateTenantInput, expectedRevision, idempotencyKey }),
} as const

/** The caller's own tenant. */
export const handler = tenantFunction(declared, (call) =>
  decideOnTenant(call, {
    tenantId: call.context.tenantId,
    expectedRevision: call.input.expectedRevision,
    decide: (tenant, by, at) => updateTenant(tenant, { input: call.input.input, by, at }),
  }),
)
