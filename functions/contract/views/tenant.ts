import type { RegisteredTenant } from '../../../domain/tenant/state.ts'

/** Type Tenant of the contract. */
export const tenantView = ({ status, updatedAt, ...tenant }: RegisteredTenant, revision: number) => ({
  ...tenant,
  revision,
})
