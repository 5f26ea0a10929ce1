import type { Instant } from '../calendar/dates.ts'
import { type Decision, decided, refused } from '../decision.ts'
import { excerpt } from '../text/read.ts'
import { changedDetails, defaultWriteOffLimit } from './details.ts'
import type { TenantRegistered } from './events.ts'
import type { RegisterTenantInput } from './input.ts'
import type { Tenant } from './state.ts'

export type Register = Readonly<{ input: RegisterTenantInput; by: string; at: Instant }>

/** Details before the input is applied. */
const noDetails = {
  name: '',
  bin: null,
  tin: null,
  address: null,
  responsiblePersonName: null,
  responsiblePersonDesignation: null,
  makerChecker: false,
  writeOffLimit: defaultWriteOffLimit,
  places: [],
}

/**
 * Registers a tenant, the seller of all its invoices. BIN and address can be added later, before the first
 * approval.
 */
export const register = (tenant: Tenant, { input, by, at }: Register): Decision<TenantRegistered> => {
  const { id, makerChecker, ...rest } = input
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
    return refused('TENANT_ID_INVALID', { value: excerpt(id, 60) }, 'input.id')
  if (tenant.status !== 'NONE') return refused('TENANT_EXISTS', { tenantId: id }, 'input.id')
  const details = changedDetails({ ...rest, makerChecker: makerChecker ?? false }, noDetails)
  return details.ok ? decided({ type: 'TenantRegistered', tenantId: id, ...details.value, by, at }) : details
}
