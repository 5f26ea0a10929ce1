import { evolveTenant } from '../tenant/evolve.ts'
import type { RegisterTenantInput } from '../tenant/input.ts'
import { register } from '../tenant/register.ts'
import { initialTenant, type RegisteredTenant, type Tenant } from '../tenant/state.ts'
import { noon, rahim } from './examples.ts'

export const registering = (input: Partial<RegisterTenantInput> = {}, tenant: Tenant = initialTenant) =>
  register(tenant, { input: { id: 'acme', name: 'Acme Ltd', ...input }, by: rahim, at: noon })

/** The tenant that this input registers. A refusal is a mistake of the test and throws. */
export const registered = (input: Partial<RegisterTenantInput> = {}): RegisteredTenant => {
  const decision = registering(input)
  const [event] = decision.ok ? decision.events : []
  if (!event) throw new Error('The tenant was not registered')
  return evolveTenant(initialTenant, event)
}
