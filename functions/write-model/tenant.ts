import type * as z from 'zod'
import type { Decision } from '../../domain/decision.ts'
import { tenants } from '../../domain/tenant/aggregate.ts'
import type { TenantEvent } from '../../domain/tenant/events.ts'
import { initialTenant, type RegisteredTenant, type Tenant } from '../../domain/tenant/state.ts'
import { tenantStream } from '../../infra/event-store/stream-names.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import type { FunctionDeclaration } from '../../infra/lambda/tenant-function.ts'
import { tenantView } from '../contract/views/tenant.ts'
import { command, type Situation } from './command.ts'
import { tenantUnknown } from './errors.ts'
import { load, type TenantStream } from './stream.ts'
import type { Subject } from './subject.ts'

type TenantKind<Found extends TenantStream | undefined> = {
  existing: RegisteredTenant
  event: TenantEvent
  found: Found
  beside: object
  decided: TenantEvent
}

/** No document belongs to a tenant and nothing of it is projected, so there is nothing to number and nobody to tell. */
const anyTenant = {
  aggregate: tenants,
  complete: async (events: readonly TenantEvent[]) => events,
  unchanged: (by: string, at: string): TenantEvent => ({ type: 'TenantLeftUnchanged', by, at }),
  number: async (stream: TenantStream) => stream,
  announce: async () => {},
  view: ({ state, revision }: TenantStream) => tenantView(state, revision),
}

/** The caller's own tenant. */
const ownTenant: Subject<TenantKind<TenantStream>, object> = {
  ...anyTenant,
  targetOf: ({ context: { tenantId } }) => ({ tenantId, id: tenantId }),
  load: async ({ call }) => {
    const name = tenantStream(call.context.tenantId)
    const found = await load(tenants, name)
    return found ? { ok: true, name, found, beside: {} } : tenantUnknown()
  },
}

type Registration = { input: { id: string } }

/** The schema is made before the tenant is registered, so a registered tenant can be read at once. */
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

type OnTenant<State, Input> = Pick<Situation<TenantKind<undefined>, Input>, 'input' | 'by' | 'at'> & {
  tenant: State
}
type TenantCommand<Schema extends z.ZodType, State> = FunctionDeclaration<Schema> & {
  decide(on: OnTenant<State, z.output<Schema>>): Decision<TenantEvent>
}

/** A command on the caller's own tenant. */
export const tenantCommand = <Schema extends z.ZodType<object>>({
  decide,
  ...declared
}: TenantCommand<Schema, RegisteredTenant>) =>
  command(ownTenant, {
    ...declared,
    decide: ({ state, input, by, at }) => decide({ tenant: state, input, by, at }),
  })

/** A command that registers a tenant. */
export const newTenantCommand = <Schema extends z.ZodType<Registration>>({
  decide,
  ...declared
}: TenantCommand<Schema, Tenant>) =>
  command(newTenant, {
    ...declared,
    decide: ({ state = initialTenant, input, by, at }) => decide({ tenant: state, input, by, at }),
  })
