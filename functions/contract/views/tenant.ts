import type { RegisteredTenant } from '../../../domain/tenant/state.ts'

/** The type Tenant of the contract, at a revision of its stream. */
export const tenantView = ({ status, updatedAt, ...tenant }: RegisteredTenant, revision: number) => ({
  ...tenant,
  revision,
})
