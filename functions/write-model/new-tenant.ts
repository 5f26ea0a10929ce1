import type * as z from 'zod'
import { tenants } from '../../domain/tenant/aggregate.ts'
import { initialTenant, type Tenant } from '../../domain/tenant/state.ts'
import { tenantStream } from '../../infra/event-store/stream-names.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import { command } from './command.ts'
import { load, type TenantStream } from './stream.ts'
import type { Subject } from './subject.ts'
import { anyTenant, type TenantCommand, type TenantKind } from './tenant.ts'

type Registration = { input: { id: string } }

/** The database schema is created before the tenant is registered, so that its queries work at once. */
const newTenant: Subject<TenantKind<TenantStream | undefined>, Registration> = {
  ...anyTenant,
  targetOf: ({ input: { input } }) => ({ tenantId: input.id, id: input.id }),
  load: async ({ call }) => {
    const name = tenantStream(call.input.input.id)
    return { ok: true, name, found: await load(tenants, name), beside: {} }
  },
  complete: async (events, { call }) => {
    await invoke('provision-tenant', { tenantId: call.input.input.id }, 'RequestResponse')
    return events
  },
}

/** A command that registers a tenant. */
export const newTenantCommand = <Schema extends z.ZodType<Registration>>({
  decide,
  ...declared
}: TenantCommand<Schema, Tenant>) =>
  command(newTenant, {
    ...declared,
    decide: ({ state = initialTenant, input, by, at }) => decide({ tenant: state, input, by, at }),
  })
